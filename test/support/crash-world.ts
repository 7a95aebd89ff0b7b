import { createHash } from "node:crypto";
import type { CodeSource } from "../../src/api/resource.ts";
import { isMutating } from "../../src/aws/call.ts";
import type { Clients } from "../../src/aws/clients.ts";
import type { Clock } from "../../src/core/clock.ts";
import { sleep } from "../../src/local/clock.ts";
import { zip } from "../../src/source/zip.ts";
import type { ItemTable } from "../../src/store/item-table.ts";
import { createMemoryItems, type MemoryItems } from "./memory-items.ts";
import type { Mortal } from "./mortal.ts";
import {
  createVirtualAws,
  createVirtualClients,
  type VirtualAws,
  type VirtualClients,
} from "./virtual-aws.ts";

/** An account and a state table at one moment, to begin from again and again. */
export interface Beginning {
  readonly storage: VirtualAws["storage"];
  readonly items: MemoryItems;
  readonly nowMs: number;
}

/** An account and a state table on virtual time, and processes that reach both until they die. */
export class CrashWorld {
  readonly clock: Clock;
  readonly items: MemoryItems;
  readonly aws: VirtualAws;
  readonly clients: VirtualClients;
  #inFlight = 0;

  constructor(aws: VirtualAws, items: MemoryItems, clients: VirtualClients) {
    this.aws = aws;
    this.items = items;
    this.clients = clients;
    this.clock = { now: () => aws.clock.now(), sleep: (ms, signal) => sleep(aws.clock, ms, signal) };
  }

  /** What stands here now, once nothing is under way any more. */
  beginning(): Beginning {
    const { storage, clock } = this.aws;
    return { storage: storage.fork(), items: this.items.fork(), nowMs: clock.now() };
  }

  /** The state table, as a process reaches it. */
  itemsOf(process: Mortal): ItemTable {
    const { items } = this;
    return {
      get: (key, options) => process.read(() => items.get(key, options)),
      put: (item, options) => process.write(`put ${item.sk}`, () => items.put(item, options)),
      delete: (key, options) => process.write(`delete ${key.sk}`, () => items.delete(key, options)),
      pages: async function* (query) {
        for await (const page of items.pages(query)) yield await process.read(async () => page);
      },
    };
  }

  /** AWS, as a process reaches it. */
  clientsOf(process: Mortal): Clients {
    const { lambda, kinesis, logs, iam, tagging, s3, sts } = this.clients;
    const of = <Client extends object>(client: Client) => {
      const mortal = this.#mortal(client, process);
      return async () => mortal;
    };
    return {
      ...{ lambda: of(lambda), kinesis: of(kinesis), logs: of(logs), iam: of(iam) },
      ...{ tagging: of(tagging), s3: of(s3), sts: of(sts) },
      destroy: () => undefined,
    };
  }

  /** Lets time pass, from timer to timer whenever nothing is being called, until the promise settles. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (isSettled) return promise;
      if (this.#inFlight > 0) continue;
      if (!this.aws.clock.step(Number.POSITIVE_INFINITY))
        throw new Error("nothing goes on, and nothing ends");
    }
  }

  /** The same client, whose calls are the process's. */
  #mortal<Client extends object>(client: Client, process: Mortal): Client {
    const { send } = client as { send: (...args: unknown[]) => Promise<unknown> };
    const counted = async (args: unknown[]) => {
      this.#inFlight += 1;
      try {
        return await send.apply(client, args);
      } finally {
        this.#inFlight -= 1;
      }
    };
    return Object.assign(Object.create(client), {
      send: (...args: unknown[]) => {
        const operation = (args[0] as object).constructor.name.replace(/Command$/, "");
        if (!isMutating(operation)) return process.read(() => counted(args));
        return process.write(operation, () => counted(args));
      },
    });
  }
}

/** Worlds of one test file, one after the other. */
export interface CrashWorlds {
  /** Ends the world before. */
  begin(from?: Beginning): Promise<CrashWorld>;
  end(): Promise<void>;
}

export function createCrashWorlds(): CrashWorlds {
  let current: VirtualAws | undefined;
  const clients = createVirtualClients(() => {
    if (current === undefined) throw new Error("there is no AWS now");
    return current.handler;
  });
  const end = async () => {
    await current?.stop();
    current = undefined;
  };
  return {
    end,
    begin: async (from) => {
      await end();
      current = await createVirtualAws(from?.storage.fork(), from?.nowMs);
      return new CrashWorld(current, from?.items.fork() ?? createMemoryItems(), clients);
    },
  };
}

/** A small package instead of the source, another one for another digest: nothing here is ever run. */
export function packageOf(code: CodeSource): Uint8Array {
  const digest = code.kind === "s3" ? code.key : code.digest;
  return zip([{ name: "index.js", executable: false, bytes: Buffer.from(digest) }]);
}

export function checksumOf(code: CodeSource): string {
  return createHash("sha256").update(packageOf(code)).digest("base64");
}
