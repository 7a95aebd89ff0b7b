import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import {
  addCorrections,
  fightsOf,
  liveCorrections,
  mayCorrectNow,
} from "../../../../src/engine/status/flapping.ts";
import { atIso } from "../../../support/made-pass.ts";

const minute = 60_000;
const flapping: ResourceRow["conditions"] = [
  {
    type: "Flapping",
    status: "True",
    reason: "CorrectedRepeatedly",
    message: "",
    lastTransitionTime: atIso(0),
    observedGeneration: 1,
  },
];
/** A row with corrections of one field at these times. */
function corrected(timesMs: readonly number[], isOn = false, path = "memoryMb") {
  const corrections = timesMs.map((ms) => ({ path, at: atIso(ms) }));
  return { corrections, conditions: isOn ? flapping : [] };
}

describe("a fight over a field", () => {
  it.each([
    { reason: "once is no fight", times: [0], fights: false },
    { reason: "twice neither", times: [0, minute], fights: false },
    { reason: "three times within ten minutes", times: [0, 5 * minute, 10 * minute], fights: true },
    { reason: "three times in eleven minutes", times: [0, 5 * minute, 11 * minute], fights: false },
    {
      reason: "close together after a slow start",
      times: [0, 9, 10, 11].map((m) => m * minute),
      fights: true,
    },
  ])("is noticed ($fights): $reason", ({ times, fights }) => {
    const nowMs = Math.max(...times);

    expect(fightsOf(corrected(times), nowMs)).toEqual(fights ? ["memoryMb"] : []);
  });

  it("goes on while the rests spread the corrections out", () => {
    const times = [0, 6 * minute, 12 * minute];

    expect(fightsOf(corrected(times, true), 12 * minute)).toEqual(["memoryMb"]);
  });

  it("is over after ten minutes without a correction", () => {
    const row = corrected([0, 1, 2], true);

    expect(fightsOf(row, 10 * minute + 2)).toEqual(["memoryMb"]);
    expect(fightsOf(row, 10 * minute + 3)).toEqual([]);
  });
});

describe("correcting in a fight", () => {
  it("may be done at once without one, and of a resource not known yet", () => {
    expect(mayCorrectNow(corrected([0, 1]), 1)).toEqual({ ok: true });
    expect(mayCorrectNow(undefined, 1)).toEqual({ ok: true });
  });

  it.each([
    { corrections: 3, restMs: 2_000 },
    { corrections: 4, restMs: 6_000 },
    { corrections: 5, restMs: 18_000 },
    { corrections: 6, restMs: 54_000 },
    { corrections: 7, restMs: 162_000 },
    { corrections: 8, restMs: 300_000 },
  ])("rests $restMs ms after $corrections corrections", ({ corrections, restMs }) => {
    const row = corrected(Array.from({ length: corrections }, (_, index) => index));
    const lastMs = corrections - 1;

    expect(mayCorrectNow(row, lastMs)).toEqual({ ok: false, afterMs: restMs });
    expect(mayCorrectNow(row, lastMs + restMs)).toEqual({ ok: true });
  });

  it("waits for the field that rests longest", () => {
    const one = corrected([0, 1, 2], true, "a");
    const other = corrected([0, 1, 2, 3], true, "b");
    const both = { ...one, corrections: [...one.corrections, ...other.corrections] };

    expect(mayCorrectNow(both, 3)).toEqual({ ok: false, afterMs: 6_000 });
  });
});

describe("remembered corrections", () => {
  it("are added in order, each once a pass", () => {
    const { corrections } = corrected([0]);
    const after = addCorrections(corrections, ["memoryMb", "timeoutSeconds"], 0);

    expect(after.map(({ path }) => path)).toEqual(["memoryMb", "timeoutSeconds"]);
    expect(addCorrections(after, ["memoryMb"], 5).at(-1)).toEqual({ path: "memoryMb", at: atIso(5) });
  });

  it("start anew after ten stable minutes", () => {
    const { corrections } = corrected([0, 1, 2]);
    const nowMs = 11 * minute;

    expect(addCorrections(corrections, ["memoryMb"], nowMs)).toEqual([
      { path: "memoryMb", at: atIso(nowMs) },
    ]);
    expect(liveCorrections(corrections, nowMs)).toEqual([]);
  });

  it("are no more than the longest rest needs", () => {
    let corrections: ResourceRow["corrections"] = [];
    for (let ms = 0; ms < 100; ms++) corrections = addCorrections(corrections, ["a", "b"], ms);

    expect(corrections).toHaveLength(16);
    expect(corrections.at(-1)).toEqual({ path: "b", at: atIso(99) });
  });
});
