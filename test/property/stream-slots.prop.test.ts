import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../src/api/resource.ts";
import { StreamSlots, streamSlotLimit } from "../../src/engine/stream-slots.ts";

const pool = "000000000000/us-east-1";
const keyOf = (index: number): ResourceKey => `default/Stream/s${index}`;

/** What befalls one of the streams, told to the slots as the engine tells it. */
const befalls = fc.record({
  stream: fc.nat({ max: 19 }),
  what: fc.constantFrom("take", "settled", "absent", "progressing", "release", "forget"),
});

type Befallen = typeof befalls extends fc.Arbitrary<infer One> ? One : never;

function play(history: readonly Befallen[], expected: readonly number[] = []) {
  const holding = new Set<ResourceKey>();
  const waiting = new Set<ResourceKey>();
  const most: number[] = [0];
  const hold = (key: ResourceKey) => {
    waiting.delete(key);
    holding.add(key);
    most.push(holding.size);
  };
  const rankOf = (key: ResourceKey) => Number(key.slice("default/Stream/s".length));
  const slots = new StreamSlots({ wake: hold, rankOf });
  for (const stream of expected) slots.expect(pool, keyOf(stream));
  const leave = (key: ResourceKey) => {
    holding.delete(key);
    waiting.delete(key);
  };
  for (const { stream, what } of history) {
    const key = keyOf(stream);
    if (what === "take") {
      if (slots.take(pool, key)) hold(key);
      else waiting.add(key);
    } else if (what === "release" || what === "forget") {
      leave(key);
      if (what === "release") slots.release(pool, key);
      else slots.forget(key);
    } else {
      if (what === "settled") holding.delete(key);
      slots.seen(pool, key, what);
    }
  }
  return { slots, holding, waiting, most: Math.max(...most), leave };
}

describe("stream slots", () => {
  it("are never held by a sixth, whatever befalls whom", () => {
    fc.assert(
      fc.property(fc.array(befalls, { maxLength: 200 }), (history) => {
        expect(play(history).most).toBeLessThanOrEqual(streamSlotLimit);
      }),
    );
  });

  it("never stand idle while somebody waits", () => {
    fc.assert(
      fc.property(fc.array(befalls, { maxLength: 200 }), (history) => {
        const { holding, waiting } = play(history);

        if (waiting.size > 0) expect(holding.size).toBe(streamSlotLimit);
      }),
    );
  });

  it("are held back until every expected stream was looked at, whoever looked, and no longer", () => {
    const expected = fc.uniqueArray(fc.nat({ max: 9 }), { minLength: 1 });
    const found = fc.constantFrom<Befallen["what"]>("take", "settled", "absent", "release", "forget");
    const looks = expected.chain((streams) =>
      fc.tuple(...streams.map((stream) => fc.record({ stream: fc.constant(stream), what: found }))),
    );
    fc.assert(
      fc.property(looks, fc.integer({ min: 10, max: 19 }), (all, other) => {
        const history: readonly Befallen[] = [{ stream: other, what: "take" }, ...all];
        const streams = all.map(({ stream }) => stream);

        expect(play(history.slice(0, -1), streams).holding).toEqual(new Set());
        const { holding, waiting } = play(history, streams);
        if (waiting.size > 0) expect(holding.size).toBe(streamSlotLimit);
        else expect(holding).toContain(keyOf(other));
      }),
    );
  });

  it("come to everybody who waits, as long as those who hold one end", () => {
    fc.assert(
      fc.property(fc.array(befalls, { maxLength: 200 }), (history) => {
        const { slots, holding, waiting } = play(history);

        for (let round = 0; waiting.size > 0; round++) {
          expect(round).toBeLessThan(20);
          for (const key of [...holding]) {
            holding.delete(key);
            slots.seen(pool, key, "settled");
          }
        }
      }),
    );
  });
});
