import type { Clock, Rng } from "../../src/core/clock.ts";
import { StateUnavailableError } from "../../src/core/state-error.ts";
import type { Item, ItemKey } from "../../src/store/item.ts";
import type { ItemTable, WriteOptions, WriteOutcome } from "../../src/store/item-table.ts";
import { createLease, type Lease } from "../../src/store/lease.ts";
import type { FakeClock } from "./fake-clock.ts";
import { makeHolder } from "./made-rows.ts";
import { createMemoryItems, type MemoryItems } from "./memory-items.ts";

/** What befalls the calls of all processes. */
export interface Network {
  /** Longest way there, and longest way back. */
  readonly latencyMs: number;
  /** Of each answer to be lost, and of each request to arrive long after, or twice. */
  readonly loss: number;
}

/** A standby or leader, which can be stopped, cut off and killed. */
export interface LeaseProcess {
  readonly name: string;
  readonly lease: Lease;
  /** Whether it may begin an AWS call; what is stopped might at any moment be let go on. */
  mayWrite(): boolean;
  /** As SIGSTOP and SIGCONT: timers and answers wait. */
  stop(): void;
  resume(): void;
  /** Gives the lease back, and stands by again. */
  release(): Promise<void>;
  kill(): void;
  cutOff(isCutOff: boolean): void;
  readonly isKilled: boolean;
  /** Stopped or killed: it does nothing. */
  readonly isStill: boolean;
}

const callTimeoutMs = 5_000;
/** How late a request can arrive that went astray. */
const strayMs = 60_000;

/** Processes that share a table and nothing else: each has a wall clock of its own. */
export function createLeaseWorld(clock: FakeClock, rng: Rng, network: Network) {
  const table = createMemoryItems();
  return {
    table,
    start: (name: string, skewMs: number) => startProcess({ clock, rng, network, table, name, skewMs }),
  };
}

interface ProcessDeps {
  readonly clock: FakeClock;
  readonly rng: Rng;
  readonly network: Network;
  readonly table: MemoryItems;
  readonly name: string;
  readonly skewMs: number;
}

function startProcess(deps: ProcessDeps): LeaseProcess {
  const { name, skewMs } = deps;
  const gate = createGate();
  let isCutOff = false;
  let isReleasing = false;
  const clock: Clock = {
    now: () => deps.clock.now() + skewMs,
    sleep: async (ms, signal) => {
      await deps.clock.sleep(ms, signal);
      await gate.passed();
    },
  };
  const items = createDistantItems(deps, gate, () => isCutOff);
  const lease = createLease({
    items,
    instance: "i",
    clock,
    holder: makeHolder(name),
    isDead: () => false,
  });
  const standBy = async () => {
    for (;;) {
      const found = isReleasing ? undefined : await lease.tryAcquire().catch(() => undefined);
      await clock.sleep(found?.kind === "held" ? found.againInMs : 1_000);
    }
  };
  void standBy();
  return {
    name,
    lease,
    mayWrite: () => !gate.isKilled && lease.mayWrite(),
    stop: gate.close,
    resume: gate.open,
    release: async () => {
      isReleasing = true;
      await lease.release().catch(() => undefined);
      isReleasing = false;
    },
    kill: gate.kill,
    cutOff: (isNow) => {
      isCutOff = isNow;
    },
    get isKilled() {
      return gate.isKilled;
    },
    get isStill() {
      return gate.isClosed;
    },
  };
}

type Gate = ReturnType<typeof createGate>;

/** What a process waits at while it is stopped, and for ever once it was killed. */
function createGate() {
  let isKilled = false;
  let closed: { readonly passed: Promise<void>; readonly open: () => void } | undefined;
  const close = () => {
    if (closed !== undefined) return;
    let open: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => {
      open = resolve;
    });
    closed = { passed, open };
  };
  return {
    close,
    open: () => {
      if (isKilled) return;
      closed?.open();
      closed = undefined;
    },
    kill: () => {
      isKilled = true;
      close();
    },
    passed: async () => {
      while (closed !== undefined) await closed.passed;
    },
    get isClosed() {
      return closed !== undefined;
    },
    get isKilled() {
      return isKilled;
    },
  };
}

/** Requests travel on when their sender has given up, stands still or is dead. */
function createDistantItems(deps: ProcessDeps, gate: Gate, isCutOff: () => boolean): ItemTable {
  const { clock, rng, network, table } = deps;
  const way = () => clock.sleep(Math.round(rng.next() * network.latencyMs));
  const isLost = () => isCutOff() || rng.next() < network.loss;
  const travel = async <T>(arrive: () => T): Promise<T> => {
    const isAstray = isLost();
    const isTwice = rng.next() < network.loss;
    await (isAstray ? clock.sleep(Math.round(rng.next() * strayMs)) : way());
    let answer = arrive();
    if (isTwice) {
      await way();
      answer = arrive();
    }
    if (isAstray || isLost()) return never();
    await way();
    return answer;
  };
  const call = async <T>(arrive: () => T, signal?: AbortSignal): Promise<T> => {
    try {
      return await Promise.race([travel(arrive), timeout(clock), aborted(signal)]);
    } finally {
      await gate.passed();
    }
  };
  return {
    ...table,
    get: (key: ItemKey) => call(() => table.getNow(key)),
    put: (item: Item & ItemKey, { condition, signal }: WriteOptions = {}): Promise<WriteOutcome> =>
      call(() => table.putNow(item, condition), signal),
  };
}

async function timeout(clock: Clock): Promise<never> {
  await clock.sleep(callTimeoutMs);
  throw new StateUnavailableError("PutItem", new Error("timed out"));
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
