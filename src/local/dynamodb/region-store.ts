import { join } from "node:path";
import { create, type Store } from "dynalite/db/index.js";
import { AwsError } from "../aws-error.ts";
import type { JsonObject } from "../service.ts";
import { type DynaliteOperation, runDynalite } from "./dynalite-actions.ts";
import { endIterators } from "./ended-iterators.ts";

/** One region's tables and items. */
export interface RegionStore {
  /** Reads run at once. Writes run one after the other, each seeing what the one before left. @throws AwsError */
  run(operation: DynaliteOperation, input: JsonObject): Promise<JsonObject>;
  /** Runs several operations that no write may come between. */
  exclusively<Result>(task: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface RegionStoreOptions {
  /** Holds one database a region; undefined keeps everything in memory. */
  readonly folder: string | undefined;
  readonly accountId: string;
  /** How long a table stays CREATING, UPDATING and DELETING, in real milliseconds. */
  readonly tableMs: number;
}

/**
 * Opens a region's database. The data folder's own lock keeps other processes out.
 * @throws AwsError for a region whose name could not be a folder's
 */
export async function openRegionStore(region: string, options: RegionStoreOptions): Promise<RegionStore> {
  if (!/^[a-z0-9-]{1,40}$/.test(region)) {
    throw new AwsError("ValidationException", `"${region}" is no region's name`);
  }
  const { folder, tableMs } = options;
  const store = create({
    ...(folder === undefined ? {} : { path: join(folder, region) }),
    createTableMs: tableMs,
    updateTableMs: tableMs,
    deleteTableMs: tableMs,
  });
  store.tableDb.awsRegion = region;
  store.tableDb.awsAccountId = options.accountId;
  endIterators(store.db);
  await store.db.open();
  await settleTables(store);
  let last: Promise<unknown> = Promise.resolve();
  const exclusively = <Result>(task: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    run: (operation, input) => runDynalite(store, operation, input),
    exclusively,
    close: async () => {
      await last;
      await store.db.close();
    },
  };
}

/** dynalite ends CREATING and UPDATING by a timer, which a killed process takes along. */
async function settleTables(store: Store): Promise<void> {
  const { TableNames } = (await runDynalite(store, "ListTables", {})) as { TableNames: string[] };
  for (const name of TableNames) {
    const table = await new Promise<JsonObject | undefined>((resolve, reject) => {
      store.tableDb.get(name, (error, found) => (error ? reject(error) : resolve(found)));
    });
    if (table?.["TableStatus"] !== "CREATING" && table?.["TableStatus"] !== "UPDATING") continue;
    await new Promise<void>((resolve, reject) => {
      const settled = { ...table, TableStatus: "ACTIVE" };
      store.tableDb.put(name, settled, (error) => (error ? reject(error) : resolve()));
    });
  }
}
