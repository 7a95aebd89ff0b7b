import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import { type PassSignals, runWorkers, type WorkersOptions } from "../../../src/engine/workers.ts";
import { Workqueue } from "../../../src/engine/workqueue.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const a: ResourceKey = "default/Role/a";
const b: ResourceKey = "default/Role/b";
const c: ResourceKey = "default/Stream/c";

function start(pass: WorkersOptions["pass"], workers = 2) {
  const clock = new FakeClock();
  const queue = new Workqueue(clock);
  const stop = new AbortController();
  const panics: string[] = [];
  const onPanic = (key: ResourceKey, error: unknown) => panics.push(`${key}: ${String(error)}`);
  const running = runWorkers({ queue, clock, workers, pass, onPanic, signal: stop.signal, drainMs: 5_000 });
  return { clock, queue, stop, panics, running };
}

describe("workers", () => {
  it("survive a pass that throws, and report it", async () => {
    const done: ResourceKey[] = [];
    const { queue, stop, panics, running } = start((key) => {
      if (key === a) throw new Error("boom");
      done.push(key);
      return Promise.resolve();
    }, 1);
    queue.add(a);
    queue.add(b);

    await queue.whenIdle();
    stop.abort();
    await running;

    expect(panics).toEqual([`${a}: Error: boom`]);
    expect(done).toEqual([b]);
  });

  it("let a pass under way end after the stop, and take no further key", async () => {
    const ended: ResourceKey[] = [];
    const { clock, queue, stop, running } = start(async (key) => {
      await clock.sleep(1_000);
      ended.push(key);
    }, 1);
    queue.add(a);
    queue.add(b);

    await clock.advance(0);
    stop.abort();
    await clock.drive(running);

    expect(ended).toEqual([a]);
    expect(queue.depths.fresh).toBe(1);
    expect(clock.sleeping).toBe(0);
  });

  it("keep some for what is urgent while the others are all at work", async () => {
    const began: ResourceKey[] = [];
    const clock = new FakeClock();
    const queue = new Workqueue(clock);
    const stop = new AbortController();
    const pass = async (key: ResourceKey) => {
      began.push(key);
      await clock.sleep(1_000);
    };
    const workers = { workers: 1, urgentWorkers: 1, signal: stop.signal, drainMs: 5_000 };
    const running = runWorkers({ queue, clock, pass, onPanic: () => undefined, ...workers });

    queue.add(a);
    queue.add(b);
    queue.add(c, "urgent");
    await clock.advance(0);

    expect(began).toEqual([a, c]);
    stop.abort();
    await clock.drive(running);
  });

  it("abandon a call that outlasts the drain", async () => {
    const { clock, queue, stop, panics, running } = start((_key, { abandon }: PassSignals) =>
      clock.sleep(60_000, abandon),
    );
    queue.add(a);

    await clock.advance(0);
    stop.abort();
    const startedAtMs = clock.now();
    await clock.drive(running);

    expect(clock.now() - startedAtMs).toBe(5_000);
    expect(panics).toEqual([`${a}: Error: the call did not end within 5000 ms of the stop`]);
  });

  it("take no key at all when stopped before they start", async () => {
    const clock = new FakeClock();
    const queue = new Workqueue(clock);
    queue.add(a);

    await runWorkers({
      queue,
      clock,
      workers: 2,
      pass: () => Promise.reject(new Error("taken")),
      onPanic: () => expect.fail("a key was taken"),
      signal: AbortSignal.abort(),
      drainMs: 1,
    });

    expect(queue.depths.fresh).toBe(1);
  });
});
