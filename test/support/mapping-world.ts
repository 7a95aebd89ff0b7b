import { setMaxListeners } from "node:events";
import type { Clock } from "../../src/local/clock.ts";
import { createMappings, type Mappings } from "../../src/local/mapping/mappings.ts";
import type {
  FailureDestination,
  FunctionInvoker,
  StreamAccess,
  StreamReader,
} from "../../src/local/mapping/ports.ts";
import type { JsonObject } from "../../src/local/service.ts";
import { openStorage, type Storage } from "../../src/local/storage.ts";
import { madeUpCall } from "./made-up-call.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Mappings in a process that can be killed, over neighbours that outlive it. */
export interface MappingWorld {
  /** Calls an operation; @throws AwsError as the operation does */
  call(operation: string, input?: JsonObject): Promise<JsonObject>;
  /** The process dies between two instructions, and another starts on what it left. */
  killAndRestart(): Promise<void>;
  /** Stops in order, and starts again. */
  restart(): Promise<void>;
  readonly mappings: Mappings;
  stop(): Promise<void>;
}

export interface WorldParts {
  readonly clock: VirtualClock;
  readonly streams: StreamReader;
  readonly functions: FunctionInvoker;
  readonly destinations: FailureDestination;
  /** Default: nothing is in the way. */
  readonly access?: Partial<StreamAccess>;
  readonly storage?: Storage;
  readonly transitionMs?: number;
}

export async function createMappingWorld(parts: WorldParts): Promise<MappingWorld> {
  const storage = parts.storage ?? (await openStorage(undefined));
  let death = new AbortController();
  const start = () => {
    setMaxListeners(0, death.signal);
    return createMappings(mortal({ ...parts, storage }, death.signal));
  };
  let mappings = await start();
  return {
    call: async (operation, input = {}) => {
      const route = mappings.routes.find((candidate) => candidate.operation === operation);
      if (route === undefined) throw new Error(`no operation ${operation}`);
      return (await route.run(madeUpCall(operation, input))) ?? {};
    },
    killAndRestart: async () => {
      death.abort(new Error("killed"));
      death = new AbortController();
      await parts.clock.settle();
      mappings = await start();
    },
    restart: async () => {
      await mappings.stop();
      mappings = await start();
    },
    get mappings() {
      return mappings;
    },
    stop: () => mappings.stop(),
  };
}

const never = () => new Promise<never>(() => {});

/** Neighbours as one process sees them: once it is dead, nothing it does has an effect, and nothing comes back. */
function mortal(parts: WorldParts & { readonly storage: Storage }, death: AbortSignal) {
  const { functions, destinations, streams } = parts;
  return {
    durations: { transitionMs: parts.transitionMs ?? 1_000 },
    clock: mortalClock(parts.clock, death),
    storage: mortalStorage(parts.storage, death),
    access: { problem: () => undefined, mayRead: () => true, maySend: () => true, ...parts.access },
    streams: {
      isReady: (arn: string) => streams.isReady(arn),
      shards: (arn: string) => streams.shards(arn),
      read: (...read: Parameters<StreamReader["read"]>) => streams.read(...read),
      subscribe: (arn: string, wake: () => void) => {
        const unsubscribe = streams.subscribe(arn, () => {
          if (!death.aborted) wake();
        });
        death.addEventListener("abort", unsubscribe, { once: true });
        return unsubscribe;
      },
    },
    functions: {
      roleOf: (arn: string) => functions.roleOf(arn),
      invoke: async (arn: string, payload: string, signal: AbortSignal) => {
        if (death.aborted) return never();
        try {
          return await functions.invoke(arn, payload, AbortSignal.any([signal, death]));
        } catch (error) {
          if (death.aborted) return never();
          throw error;
        }
      },
    },
    destinations: {
      exists: (arn: string) => destinations.exists(arn),
      send: (...send: Parameters<FailureDestination["send"]>) =>
        death.aborted ? never() : destinations.send(...send),
    },
  };
}

function mortalClock(clock: Clock, death: AbortSignal): Clock {
  return {
    now: () => clock.now(),
    after: (ms, task) => {
      if (death.aborted) return () => {};
      const cancel = clock.after(ms, task);
      death.addEventListener("abort", cancel, { once: true });
      return () => {
        death.removeEventListener("abort", cancel);
        cancel();
      };
    },
  };
}

function mortalStorage(storage: Storage, death: AbortSignal): Storage {
  return {
    close: () => storage.close(),
    table: async <Value>(name: string) => {
      const table = await storage.table<Value>(name);
      return {
        get: (key: string) => table.get(key),
        has: (key: string) => table.has(key),
        entries: () => table.entries(),
        get size() {
          return table.size;
        },
        set: (key: string, value: Value) => (death.aborted ? never() : table.set(key, value)),
        delete: (key: string) => (death.aborted ? never() : table.delete(key)),
      };
    },
  };
}
