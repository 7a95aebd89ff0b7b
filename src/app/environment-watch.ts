import type { Clock } from "../core/clock.ts";
import type { EnvironmentStatus } from "../core/controller-row.ts";
import { environmentProblem } from "./environment-problem.ts";

/** The first probe comes so soon, the next ones twice as late each time, … */
const firstProbeMs = 5_000;
/** … at most this late, in milliseconds. One that fails again this soon after a probe succeeded goes on from there. */
const lastProbeMs = 60_000;

export interface EnvironmentWatchDeps {
  readonly clock: Clock;
  /** Nobody waits any longer. */
  readonly closed: AbortSignal;
}

/** Throws while nothing can be done; what it does makes it work again. */
type Probe = () => Promise<void>;

interface Down {
  status: EnvironmentStatus;
  /** Of the newest declaration: another account may have been meant before. */
  probe: Probe;
  readonly over: AbortController;
}

interface Recovery {
  readonly atMs: number;
  /** How long was waited before the probe that succeeded. */
  readonly delayMs: number;
}

/**
 * Which environments cannot be worked in. Each of them is probed until it can, and nothing else is called there:
 *
 * up ──down(problem)──▶ down ──probe fails──▶ down ──probe succeeds──▶ up
 */
export class EnvironmentWatch {
  readonly #deps: EnvironmentWatchDeps;
  readonly #down = new Map<string, Down>();
  readonly #recoveries = new Map<string, Recovery>();
  #onChange: () => void = () => undefined;

  constructor(deps: EnvironmentWatchDeps) {
    this.#deps = deps;
  }

  /** By name. */
  get statuses(): readonly EnvironmentStatus[] {
    return [...this.#down.values()]
      .map(({ status }) => status)
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** @param probe replaces the one before */
  down(name: string, problem: unknown, probe: Probe): void {
    const before = this.#down.get(name);
    if (before !== undefined) {
      before.probe = probe;
      this.#tell(before, problem);
      return;
    }
    const since = new Date(this.#deps.clock.now()).toISOString();
    const down: Down = {
      status: { name, since, ...environmentProblem(problem) },
      probe,
      over: new AbortController(),
    };
    this.#down.set(name, down);
    this.#onChange();
    void this.#probeUntilUp(name, down);
  }

  up(name: string): void {
    const down = this.#down.get(name);
    if (down === undefined) return;
    down.over.abort();
    this.#down.delete(name);
    this.#onChange();
  }

  /** Others are declared no more. */
  keep(names: ReadonlySet<string>): void {
    for (const name of this.#down.keys()) if (!names.has(name)) this.up(name);
  }

  async #probeUntilUp(name: string, down: Down): Promise<void> {
    const { clock, closed } = this.#deps;
    const signal = AbortSignal.any([closed, down.over.signal]);
    for (let delayMs = this.#firstDelayMs(name); ; delayMs = Math.min(lastProbeMs, delayMs * 2)) {
      await clock.sleep(delayMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      const { probe } = down;
      const problem = await probe().then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (signal.aborted) return;
      if (down.probe !== probe) continue;
      if (problem === undefined) {
        this.#recoveries.set(name, { atMs: clock.now(), delayMs });
        this.up(name);
        return;
      }
      this.#tell(down, problem.error);
    }
  }

  /** What a probe finds good may be refused by the first call after it. */
  #firstDelayMs(name: string): number {
    const last = this.#recoveries.get(name);
    if (last === undefined || this.#deps.clock.now() - last.atMs > lastProbeMs) return firstProbeMs;
    return Math.min(lastProbeMs, last.delayMs * 2);
  }

  #tell(down: Down, problem: unknown): void {
    const { reason, message } = environmentProblem(problem);
    const isNews = reason !== down.status.reason || message !== down.status.message;
    down.status = { ...down.status, reason, message };
    if (isNews) this.#onChange();
  }
}
