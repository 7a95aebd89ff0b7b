import { join } from "node:path";
import type { TableName } from "../access/authorization.ts";
import { taggedResource } from "../once-tagged.ts";
import type { Call, Operation, RunningService, TagSource } from "../service.ts";
import type { Storage } from "../storage.ts";
import { type ConditionalWrite, writeConditionally } from "./condition-failure.ts";
import type { DynaliteOperation } from "./dynalite-actions.ts";
import { readPartitionKey } from "./partition-key.ts";
import { openRegionStore, type RegionStore } from "./region-store.ts";
import { refuseUnsupported } from "./supported-members.ts";
import { openTableExtras } from "./table-extras.ts";
import { tableOperations } from "./table-operations.ts";

export interface DynamodbOptions {
  /** The data folder, locked by this process; undefined keeps everything in memory. */
  readonly folder: string | undefined;
  readonly accountId: string;
  /** How long a table stays CREATING, UPDATING and DELETING, in real milliseconds. */
  readonly tableMs: number;
}

const READS: readonly DynaliteOperation[] = [
  "BatchGetItem",
  "DescribeTable",
  "GetItem",
  "ListTables",
  "Query",
  "Scan",
];
const WRITES: readonly DynaliteOperation[] = ["BatchWriteItem", "UpdateTable"];
const CONDITIONAL_WRITES: readonly ConditionalWrite[] = ["DeleteItem", "PutItem", "UpdateItem"];

export interface Dynamodb extends RunningService {
  readonly tags: TagSource;
  /** @returns the name of the partition key of a table or index; undefined for one that does not exist */
  partitionKeyOf(table: TableName): Promise<string | undefined>;
}

/**
 * DynamoDB: dynalite's engine, called in process, one database a region. Transactions, PartiQL, streams
 * and backups are refused; expired items are kept, as AWS keeps them for days.
 */
export async function createDynamodb(storage: Storage, options: DynamodbOptions): Promise<Dynamodb> {
  const extras = await openTableExtras(storage);
  const stores = new Map<string, Promise<RegionStore>>();
  const folder = options.folder === undefined ? undefined : join(options.folder, "dynamodb");
  const storeOf = (region: string): Promise<RegionStore> => {
    const store = stores.get(region) ?? openRegionStore(region, { ...options, folder });
    stores.set(region, store);
    return store;
  };
  const item = (
    name: DynaliteOperation,
    run: (store: RegionStore, call: Call) => ReturnType<RegionStore["run"]>,
  ) => {
    const operation: Operation = async (call) => {
      refuseUnsupported(name, call.input);
      return run(await storeOf(call.region), call);
    };
    return [name, operation] as const;
  };
  return {
    service: {
      protocol: "json",
      name: "dynamodb",
      targetPrefix: "DynamoDB_20120810",
      jsonVersion: "1.0",
      operations: {
        ...Object.fromEntries([
          ...READS.map((name) => item(name, (store, call) => store.run(name, call.input))),
          ...WRITES.map((name) =>
            item(name, (store, call) => store.exclusively(() => store.run(name, call.input))),
          ),
          ...CONDITIONAL_WRITES.map((name) =>
            item(name, (store, call) => store.exclusively(() => writeConditionally(store, name, call.input))),
          ),
        ]),
        ...tableOperations({ extras, storeOf }),
      },
    },
    partitionKeyOf: async (table) => readPartitionKey(await storeOf(table.region), table),
    tags: {
      *tagged(region) {
        for (const [arn, row] of extras.entries()) {
          if (arn.startsWith(`arn:aws:dynamodb:${region}:`)) yield taggedResource(arn, row);
        }
      },
    },
    stop: async () => {
      const opened = await Promise.allSettled(stores.values());
      await Promise.all(
        opened.map((store) => (store.status === "fulfilled" ? store.value.close() : undefined)),
      );
    },
  };
}
