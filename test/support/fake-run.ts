import type { Resource } from "../../src/api/resource.ts";
import type { ProgressEvent, RunSummary } from "../../src/core/progress.ts";
import { type RunOptions, runUntilSettled } from "../../src/engine/run.ts";
import type { FakeClock } from "./fake-clock.ts";
import { fakeSet } from "./fake-resource.ts";
import type { FakeWorld } from "./fake-world.ts";

export interface FakeRun {
  readonly summary: RunSummary;
  readonly events: readonly ProgressEvent[];
}

/** A whole run of a new process against the world and its table, in virtual time. */
export async function fakeRun(
  world: FakeWorld,
  clock: FakeClock,
  resources: readonly Resource[],
  also: Partial<RunOptions> = {},
): Promise<FakeRun> {
  const events: ProgressEvent[] = [];
  const { store } = world.table;
  const summary = await clock.drive(
    runUntilSettled({
      set: fakeSet(resources),
      ports: world.ports(),
      store,
      stored: await store.load(),
      requests: await store.requests(),
      gate: { mayWrite: () => true },
      record: (event) => store.record(event),
      rng: { next: () => 0.5 },
      workers: 4,
      signal: new AbortController().signal,
      onEvent: (event) => events.push(event),
      timeoutMs: 3_600_000,
      ...also,
    }),
  );
  return { summary, events };
}
