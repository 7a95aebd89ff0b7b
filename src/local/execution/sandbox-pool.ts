import type { Clock } from "../clock.ts";
import type { RunnableFunction } from "../lambda/ports.ts";
import type { Sandbox } from "./sandbox.ts";

export interface PoolOptions {
  /** Sandboxes of one function at once; further invocations wait for one. */
  readonly maxPerFunction: number;
  /** Warm sandboxes of all functions together that wait for work; the longest idle goes first. */
  readonly maxIdle: number;
  /** An idle sandbox is ended after this long, in clock milliseconds. */
  readonly idleMs: number;
}

interface Waiter {
  readonly fn: RunnableFunction;
  give(sandbox: Sandbox | undefined): void;
}

/** Of one function. */
interface Fleet {
  readonly busy: Set<Sandbox>;
  readonly waiting: Waiter[];
}

interface Idle {
  readonly sandbox: Sandbox;
  readonly cancelEviction: () => void;
}

/** Shares out sandboxes: warm ones first, the last used first, as Lambda does. */
export class SandboxPool {
  readonly #clock: Clock;
  readonly #create: (fn: RunnableFunction) => Sandbox;
  readonly #options: PoolOptions;
  /** By function ARN. */
  readonly #fleets = new Map<string, Fleet>();
  /** Longest idle first. */
  #idle: Idle[] = [];
  readonly #ending = new Set<Promise<void>>();

  constructor(clock: Clock, create: (fn: RunnableFunction) => Sandbox, options: PoolOptions) {
    this.#clock = clock;
    this.#create = create;
    this.#options = options;
  }

  /**
   * Waits when all of a function's sandboxes are busy.
   * @returns undefined when reserved concurrency is used up, or the function is retired meanwhile
   * @throws the signal's reason when aborted while waiting
   */
  async acquire(fn: RunnableFunction, signal: AbortSignal | undefined): Promise<Sandbox | undefined> {
    signal?.throwIfAborted();
    const fleet = this.#fleetOf(fn.arn);
    const limit = fn.reservedConcurrency ?? Number.POSITIVE_INFINITY;
    if (fleet.busy.size + fleet.waiting.length >= limit) return undefined;
    const warm = this.#takeWarm(fn);
    if (warm !== undefined) {
      fleet.busy.add(warm);
      return warm;
    }
    return fleet.busy.size < this.#options.maxPerFunction ? this.#createBusy(fn) : wait(fn, fleet, signal);
  }

  /** Gives a sandbox back after its invocation. */
  release(sandbox: Sandbox): void {
    const fleet = this.#fleetOf(sandbox.fn.arn);
    fleet.busy.delete(sandbox);
    const waiter = fleet.waiting.shift();
    if (waiter === undefined) {
      this.#keep(sandbox);
      return;
    }
    const fits = sandbox.isReusable && sandbox.fn.revision === waiter.fn.revision;
    if (!fits) this.#end(sandbox);
    else fleet.busy.add(sandbox);
    waiter.give(fits ? sandbox : this.#createBusy(waiter.fn));
  }

  /** Ends every sandbox of a function. Resolves when none is left. */
  async retire(functionArn: string): Promise<void> {
    for (const sandbox of this.#takeIdle(({ fn }) => fn.arn === functionArn)) this.#end(sandbox);
    const fleet = this.#fleetOf(functionArn);
    this.#fleets.delete(functionArn);
    for (const waiter of fleet.waiting.splice(0)) waiter.give(undefined);
    for (const sandbox of fleet.busy) this.#end(sandbox);
    await Promise.all(this.#ending);
  }

  /** Ends every sandbox. Resolves when none is left. */
  async stop(): Promise<void> {
    const functionArns = new Set([
      ...this.#fleets.keys(),
      ...this.#idle.map(({ sandbox }) => sandbox.fn.arn),
    ]);
    await Promise.all([...functionArns].map((arn) => this.retire(arn)));
  }

  /** Kills every process at once, without waiting. */
  kill(): void {
    for (const { sandbox } of this.#idle) sandbox.kill();
    for (const { busy } of this.#fleets.values()) for (const sandbox of busy) sandbox.kill();
  }

  #fleetOf(arn: string): Fleet {
    const fleet = this.#fleets.get(arn) ?? { busy: new Set(), waiting: [] };
    this.#fleets.set(arn, fleet);
    return fleet;
  }

  #takeWarm(fn: RunnableFunction): Sandbox | undefined {
    const isStale = (sandbox: Sandbox) => !sandbox.isReusable || sandbox.fn.revision !== fn.revision;
    const stale = this.#takeIdle((sandbox) => sandbox.fn.arn === fn.arn && isStale(sandbox));
    for (const sandbox of stale) this.#end(sandbox);
    const last = this.#idle.findLast(({ sandbox }) => sandbox.fn.arn === fn.arn)?.sandbox;
    return last === undefined ? undefined : this.#takeIdle((sandbox) => sandbox === last)[0];
  }

  #createBusy(fn: RunnableFunction): Sandbox {
    const sandbox = this.#create(fn);
    sandbox.onDeath = () => this.#evict(sandbox);
    this.#fleetOf(fn.arn).busy.add(sandbox);
    return sandbox;
  }

  #keep(sandbox: Sandbox): void {
    if (!sandbox.isReusable) {
      this.#end(sandbox);
      return;
    }
    const cancelEviction = this.#clock.after(this.#options.idleMs, () => this.#evict(sandbox));
    this.#idle.push({ sandbox, cancelEviction });
    const oldest = this.#idle[0]?.sandbox;
    if (this.#idle.length > this.#options.maxIdle && oldest !== undefined) this.#evict(oldest);
  }

  #evict(sandbox: Sandbox): void {
    for (const taken of this.#takeIdle((candidate) => candidate === sandbox)) this.#end(taken);
  }

  #takeIdle(which: (sandbox: Sandbox) => boolean): Sandbox[] {
    const taken = this.#idle.filter((candidate) => which(candidate.sandbox));
    this.#idle = this.#idle.filter((candidate) => !taken.includes(candidate));
    for (const { cancelEviction } of taken) cancelEviction();
    return taken.map(({ sandbox }) => sandbox);
  }

  #end(sandbox: Sandbox): void {
    const ended = sandbox.stop().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}

function wait(
  fn: RunnableFunction,
  fleet: Fleet,
  signal: AbortSignal | undefined,
): Promise<Sandbox | undefined> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      fleet.waiting.splice(fleet.waiting.indexOf(waiter), 1);
      reject(signal?.reason);
    };
    const waiter: Waiter = {
      fn,
      give: (sandbox) => {
        signal?.removeEventListener("abort", leave);
        resolve(sandbox);
      },
    };
    signal?.addEventListener("abort", leave, { once: true });
    fleet.waiting.push(waiter);
  });
}
