import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { userAgent } from "../../src/aws/clients.ts";
import type { CallRecord } from "../../src/local/gateway/gateway.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { createItemTable, type ItemTable } from "../../src/store/item-table.ts";
import { ensureTable } from "../../src/store/table.ts";
import { createSourceFolder, type SourceFolder } from "./desired-set.ts";
import { startEmbeddedAws } from "./embedded-aws.ts";
import { type Somebody, somebody } from "./foreign-changes.ts";
import { createLiveClock, type LiveClock } from "./live-clock.ts";
import { LiveController, type StartOptions } from "./live-controller.ts";
import { testAccount } from "./reached-kinds.ts";

/** Clock milliseconds to a real one: what AWS takes a second for takes 25 ms. */
const pace = 40;
const table = "xflow";

/** An AWS, its state table and a folder of manifests: what outlives a controller. */
export class LiveWorld implements AsyncDisposable {
  readonly local: LocalAws;
  readonly clock: LiveClock;
  readonly folder: SourceFolder;
  /** The state table. */
  readonly items: ItemTable;
  /** Another user of the account. */
  readonly by: Somebody;
  /** Everything that AWS and DynamoDB were asked, by whomever. */
  readonly calls: readonly CallRecord[];
  readonly #client: DynamoDBClient;
  readonly #waiting: Set<() => void>;
  readonly #started = new Set<LiveController>();

  private constructor(made: Made) {
    const { local, clock, folder, client, calls, waiting } = made;
    this.local = local;
    this.clock = clock;
    this.folder = folder;
    this.items = createItemTable({ client, table });
    this.by = somebody(local.endpoint);
    this.calls = calls;
    this.#client = client;
    this.#waiting = waiting;
  }

  static async open(files: Readonly<Record<string, string>>): Promise<LiveWorld> {
    const clock = createLiveClock(pace);
    const calls: CallRecord[] = [];
    const waiting = new Set<() => void>();
    const onCall = (call: CallRecord) => {
      calls.push(call);
      for (const check of waiting) check();
    };
    const local = await startEmbeddedAws({ clock, timeScale: pace, onCall });
    const client = new DynamoDBClient({
      ...testAccount,
      endpoint: local.endpoint,
      customUserAgent: userAgent,
    });
    await ensureTable({ client, clock }, { table, signal: new AbortController().signal });
    const folder = await createSourceFolder(files);
    return new LiveWorld({ local, clock, folder, client, calls, waiting });
  }

  /** Calls that delete something in AWS, as `service:Operation`; the state table aside. */
  get deletes(): readonly string[] {
    return this.calls.filter(isDelete).map(({ service, operation }) => `${service}:${operation}`);
  }

  write(files: Readonly<Record<string, string>>): Promise<void> {
    return this.folder.write(files);
  }

  async remove(...files: readonly string[]): Promise<void> {
    for (const file of files) await rm(join(this.folder.path, file), { recursive: true });
  }

  /** A controller that has read the source, looked at everything once, and come to rest. */
  async start(options: StartOptions = {}): Promise<LiveController> {
    const live = await LiveController.open(this, options);
    this.#started.add(live);
    await live.begin();
    return live;
  }

  /** Resolves once it holds; asked again whenever anything was called. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!holds()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const live of this.#started) await live.stop();
    this.by[Symbol.dispose]();
    this.#client.destroy();
    await this.local.stop();
    await this.folder.remove();
  }
}

interface Made {
  readonly local: LocalAws;
  readonly clock: LiveClock;
  readonly folder: SourceFolder;
  readonly client: DynamoDBClient;
  readonly calls: readonly CallRecord[];
  readonly waiting: Set<() => void>;
}

function isDelete({ service, operation }: CallRecord): boolean {
  return service !== "dynamodb" && operation.startsWith("Delete");
}
