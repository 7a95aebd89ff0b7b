import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { CallRecord } from "../../src/local/gateway/gateway.ts";
import { createLocalAws, type LocalAws } from "../../src/local/local-aws.ts";
import { createItemTable, type ItemTable } from "../../src/store/item-table.ts";
import { ensureTable } from "../../src/store/table.ts";
import { createSourceFolder, type SourceFolder } from "./desired-set.ts";
import { type Somebody, somebody } from "./foreign-changes.ts";
import { createLiveClock, type LiveClock } from "./live-clock.ts";
import { type Started, type StartOptions, startController } from "./live-controller.ts";
import { testAccount } from "./reached-kinds.ts";

/** Clock milliseconds to a real one: what AWS takes a second for takes 25 ms. */
const pace = 40;

/** An AWS, its state table and a folder of manifests: what outlives a controller. */
export interface LiveWorld extends AsyncDisposable {
  readonly local: LocalAws;
  readonly clock: LiveClock;
  readonly items: ItemTable;
  readonly folder: SourceFolder;
  /** Everything that AWS and DynamoDB were asked, by whomever. */
  readonly calls: CallRecord[];
  /** Another user of the account. */
  readonly by: Somebody;
  /** Calls that delete something in AWS, as `service:Operation`; the state table aside. */
  readonly deletes: readonly string[];
  write(files: Readonly<Record<string, string>>): Promise<void>;
  remove(...files: readonly string[]): Promise<void>;
  /** A controller that has read the source and looked at everything once. */
  start(options?: StartOptions): Promise<Started>;
  /** Resolves once it holds; asked again whenever anything was called. */
  until(holds: () => boolean): Promise<void>;
}

export async function openLiveWorld(files: Readonly<Record<string, string>>): Promise<LiveWorld> {
  const clock = createLiveClock(pace);
  const calls: CallRecord[] = [];
  const waiting = new Set<() => void>();
  const onCall = (call: CallRecord) => {
    calls.push(call);
    for (const check of waiting) check();
  };
  const local = await createLocalAws({ port: 0, clock, timeScale: pace, onCall });
  const folder = await createSourceFolder(files);
  const client = new DynamoDBClient({ ...testAccount, endpoint: local.endpoint });
  const table = "xflow";
  await ensureTable({ client, clock }, { table, signal: new AbortController().signal });
  const by = somebody(local.endpoint);
  const started: Started[] = [];
  const world: LiveWorld = {
    local,
    clock,
    items: createItemTable({ client, table }),
    folder,
    calls,
    by,
    get deletes() {
      return calls.filter(isDelete).map(({ service, operation }) => `${service}:${operation}`);
    },
    write: (more) => folder.write(more),
    remove: async (...names) => {
      for (const name of names) await rm(join(folder.path, name), { recursive: true });
    },
    start: async (options = {}) => {
      const controller = await startController(world, options);
      started.push(controller);
      return controller;
    },
    until: (holds) =>
      new Promise((resolve) => {
        const check = () => {
          if (!holds()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      for (const controller of started) await controller.stop();
      by[Symbol.dispose]();
      client.destroy();
      await local.stop();
      await folder.remove();
    },
  };
  return world;
}

function isDelete({ service, operation }: CallRecord): boolean {
  return service !== "dynamodb" && operation.startsWith("Delete");
}
