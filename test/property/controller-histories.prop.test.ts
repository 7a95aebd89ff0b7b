import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flowHistories } from "../support/flow-histories.ts";
import { playHistory } from "../support/played-history.ts";

/** A failure names the seed and the path that give the same history again. */
const histories = 500;
const timeoutMs = 300_000;

describe("a controller, whatever fails on the way", () => {
  it(
    "comes to the last revision and rests there, touches nobody else's, and deletes nothing in doubt",
    async () => {
      await fc.assert(
        fc.asyncProperty(flowHistories, async (history) => {
          expect(await playHistory(history)).toEqual({
            violations: [],
            unlike: [],
            touched: [],
            restless: { calls: [], rowWrites: 0, heartbeats: 2 },
          });
        }),
        { numRuns: histories },
      );
    },
    timeoutMs,
  );
});
