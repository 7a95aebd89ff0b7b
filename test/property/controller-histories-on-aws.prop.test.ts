import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flowHistories, type History } from "../support/flow-histories.ts";
import { playHistory } from "../support/played-history.ts";
import { openSocketStage } from "../support/socket-aws.ts";

const histories = 32;
/** The same each time, since real time makes each run different enough; another finds more. */
const seed = 20_261_123;
/** Histories at once, each with an AWS of its own: they mostly wait. */
const players = 8;
const timeoutMs = 240_000;

/** Time passes for real here, if fast. */
function hastened(history: History): History {
  return { ...history, moments: history.moments.map((one) => ({ ...one, restMs: one.restMs / 3 })) };
}

describe("a controller with real clients, a real table and sockets, whatever fails on the way", () => {
  it(
    "comes to the last revision and rests there, touches nobody else's, and deletes nothing in doubt",
    async () => {
      const waiting = fc.sample(flowHistories, { seed, numRuns: histories }).entries();
      const play = async () => {
        for (const [index, history] of waiting) {
          const { violations, unlike, touched, restless } = await playHistory(
            hastened(history),
            openSocketStage,
          );

          const which = `history ${index} of seed ${seed}`;
          expect({ which, violations, unlike, touched, restless }).toEqual({
            which,
            violations: [],
            unlike: [],
            touched: [],
            restless: { calls: [], rowWrites: 0, heartbeats: 2 },
          });
        }
      };

      await Promise.all(Array.from({ length: players }, play));
    },
    timeoutMs,
  );
});
