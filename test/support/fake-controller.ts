import type { DesiredSet } from "../../src/api/desired-set.ts";
import type { Resource, ResourceKey } from "../../src/api/resource.ts";
import { Controller, type ControllerOptions, type ScanResult } from "../../src/engine/controller.ts";
import type { Outcome } from "../../src/engine/outcome.ts";
import type { FakeClock } from "./fake-clock.ts";
import { fakeSet } from "./fake-resource.ts";
import type { FakeWorld } from "./fake-world.ts";

/** What the controller takes a row's source to be, and the controller before it. */
export const fakeIdentity = "/git/current";

export interface EndedPass {
  readonly key: ResourceKey;
  readonly outcome: Outcome["kind"];
  readonly atMs: number;
}

/** A controller of a new process, in virtual time. */
export interface FakeController extends AsyncDisposable {
  readonly controller: Controller;
  readonly scans: readonly (ScanResult & { readonly atMs: number })[];
  readonly passes: readonly EndedPass[];
  readonly problems: readonly string[];
  /** The source declares this from now on, as the next revision. */
  want(resources: readonly Resource[], also?: Partial<DesiredSet>): void;
  /** The source is gone. */
  lose(reason?: string): void;
  /** Keys of the passes that ended at `sinceMs` or later, each once. */
  lookedAt(sinceMs: number): readonly ResourceKey[];
  /** @returns how long it took to come to rest, in milliseconds */
  stop(): Promise<number>;
}

export interface FakeSetting {
  readonly world: FakeWorld;
  readonly clock: FakeClock;
}

/** Scans each minute unless told otherwise. Stopped when it goes out of scope. */
export async function startFakeController(
  { world, clock }: FakeSetting,
  also: Partial<ControllerOptions> = {},
): Promise<FakeController> {
  const { store } = world.table;
  const scans: (ScanResult & { readonly atMs: number })[] = [];
  const passes: EndedPass[] = [];
  const problems: string[] = [];
  const controller = new Controller({
    ports: world.ports(),
    store,
    stored: await store.load(),
    gate: { mayWrite: () => true },
    rng: { next: () => 0.5 },
    workers: 8,
    record: (event) => store.record(event).catch(() => undefined),
    onPlan: () => undefined,
    onEvent: () => undefined,
    onEnd: (key, { kind }) => passes.push({ key, outcome: kind, atMs: clock.now() }),
    onScan: (scan) => scans.push({ ...scan, atMs: clock.now() }),
    onProblem: (doing, error) => problems.push(`${doing}: ${error}`),
    sourceIdentity: fakeIdentity,
    scanPeriodMs: 60_000,
    xflowVersion: "1.2.3",
    ...also,
  });
  const end = new AbortController();
  const running = controller.run(end.signal);
  let revision = 0;
  const stop = async () => {
    const startedAtMs = clock.now();
    end.abort();
    await clock.drive(running);
    return clock.now() - startedAtMs;
  };
  return {
    controller,
    scans,
    passes,
    problems,
    want: (resources, set = {}) => {
      revision++;
      const since = new Date(clock.now()).toISOString();
      controller.take({
        kind: "snapshot",
        set: fakeSet(resources, { revision: `r${revision}`, ...set }),
        since,
      });
    },
    lose: (reason = "no such folder") => controller.take({ kind: "missing", reason }),
    lookedAt: (sinceMs) => [...new Set(passes.filter(({ atMs }) => atMs >= sinceMs).map(({ key }) => key))],
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

/** One that has brought everything up, and rests since its first scan. */
export async function startSettled(
  setting: FakeSetting,
  resources: readonly Resource[],
  also: Partial<ControllerOptions> = {},
): Promise<FakeController> {
  const started = await startFakeController(setting, also);
  started.want(resources);
  await setting.clock.advance(30_000);
  return started;
}
