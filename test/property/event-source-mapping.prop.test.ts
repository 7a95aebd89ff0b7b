import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { historyArbitrary } from "../support/mapping-history.ts";
import { leaked, lost, outOfOrder } from "../support/mapping-laws.ts";
import { tell } from "../support/mapping-story.ts";

describe("event source mapping, over histories on virtual time", () => {
  it("ESM-13 ESM-14 ESM-16 ESM-17 ESM-31 loses nothing, keeps keys in order, discards to the destination, delivers nothing filtered", async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async (history) => {
        const story = await tell(history);

        expect(lost(story)).toEqual([]);
        expect(leaked(story)).toEqual([]);
        expect(outOfOrder(story)).toEqual([]);
        expect(story.violations).toEqual([]);
        expect(story.afterwards).toBe(0);
      }),
      { numRuns: 1_200 },
    );
  });
});
