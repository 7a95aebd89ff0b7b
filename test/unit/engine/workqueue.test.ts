import { beforeEach, describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import { Workqueue } from "../../../src/engine/workqueue.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const a: ResourceKey = "default/Role/a";
const b: ResourceKey = "default/Role/b";
const c: ResourceKey = "default/Role/c";

describe("workqueue", () => {
  let clock: FakeClock;
  let queue: Workqueue;
  const never = new AbortController().signal;

  beforeEach(() => {
    clock = new FakeClock();
    queue = new Workqueue(clock);
  });

  async function taken(): Promise<readonly ResourceKey[]> {
    const keys: ResourceKey[] = [];
    while (Object.values(queue.depths).some((depth) => depth > 0)) keys.push(await queue.next(never));
    return keys;
  }

  it("hands out keys in the order they came", async () => {
    queue.add(b);
    queue.add(a);

    expect(await taken()).toEqual([b, a]);
  });

  it("holds a key once, however often it is added", async () => {
    queue.add(a);
    queue.add(a);

    expect(await taken()).toEqual([a]);
  });

  it("hands a key added while it runs out again when it is done, and not before", async () => {
    queue.add(a);
    await queue.next(never);
    queue.add(a);
    queue.add(a);

    expect(queue.depths.fresh).toBe(0);
    queue.done(a);

    expect(await taken()).toEqual([a]);
  });

  it("puts what stands idle before what changed, and that before a resync", async () => {
    queue.add(a, "resync");
    queue.add(b, "fresh");
    queue.add(c, "urgent");

    expect(await taken()).toEqual([c, b, a]);
  });

  it("raises a queued key's priority and never lowers it", async () => {
    queue.add(a, "fresh");
    queue.add(b, "resync");
    queue.add(b, "urgent");
    queue.add(b, "resync");

    expect(await taken()).toEqual([b, a]);
  });

  it("keeps the highest priority a key was added with while it ran", async () => {
    queue.add(a);
    await queue.next(never);
    queue.add(a, "urgent");
    queue.add(a, "resync");
    queue.add(b, "fresh");
    queue.done(a);

    expect(await taken()).toEqual([a, b]);
  });

  it("lets a key rest that failed while a resync asked for it", async () => {
    queue.add(a);
    await queue.next(never);
    queue.add(a, "resync");
    queue.addAfter(a, 1_000);
    queue.done(a);
    expect(await taken()).toEqual([]);

    await clock.advance(1_000);

    expect(await taken()).toEqual([a]);
  });

  it("orders keys of one priority by rank", async () => {
    const ranks: Record<string, number> = { [a]: 2, [b]: 1, [c]: 3 };
    queue = new Workqueue(clock, (key) => ranks[key] ?? 0);
    for (const key of [c, a, b]) queue.add(key);

    expect(await taken()).toEqual([b, a, c]);
  });

  it("adds a delayed key when its time has come", async () => {
    queue.addAfter(a, 1_000);

    await clock.advance(999);
    expect(queue.depths.fresh).toBe(0);
    await clock.advance(1);
    expect(queue.depths.fresh).toBe(1);
  });

  it("keeps the shortest of several delays", async () => {
    queue.addAfter(a, 1_000);
    queue.addAfter(a, 200);
    queue.addAfter(a, 5_000);

    expect(clock.sleeping).toBe(1);
    await clock.advance(200);
    expect(await taken()).toEqual([a]);
    expect(clock.sleeping).toBe(0);
  });

  it("forgets the delay of a key that is handed out", async () => {
    queue.addAfter(a, 1_000);
    queue.add(a);
    await queue.next(never);

    expect(clock.sleeping).toBe(0);
  });

  it("gives keys to those who wait, first come first served", async () => {
    const first = queue.next(never);
    const second = queue.next(never);
    queue.add(a);
    queue.add(b);

    expect(await Promise.all([first, second])).toEqual([a, b]);
  });

  it("stops waiting when told to, without losing a key", async () => {
    const stop = new AbortController();
    const waiting = queue.next(stop.signal);
    stop.abort(new Error("enough"));
    queue.add(a);

    await expect(waiting).rejects.toThrow("enough");
    await expect(queue.next(stop.signal)).rejects.toThrow("enough");
    expect(await taken()).toEqual([a]);
  });

  it("is idle once nothing is queued, running or delayed", async () => {
    let isIdle = false;
    queue.add(a);
    queue.addAfter(b, 100);
    const idle = queue.whenIdle().then(() => {
      isIdle = true;
    });

    queue.done(await queue.next(never));
    await clock.advance(99);
    expect(isIdle).toBe(false);
    await clock.advance(1);
    queue.done(await queue.next(never));
    await idle;

    expect(isIdle).toBe(true);
  });

  it("drops delayed keys when closed", async () => {
    queue.addAfter(a, 100);
    queue.close();

    await queue.whenIdle();
    expect(clock.sleeping).toBe(0);
  });
});
