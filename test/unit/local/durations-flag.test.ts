import { describe, expect, it } from "vitest";
import { QUICK_DURATIONS, REALISTIC_DURATIONS } from "../../../src/local/durations.ts";
import { DurationsFlagError, parseDurationsFlag } from "../../../src/local/durations-flag.ts";

describe("--durations", () => {
  it.each([
    { flag: "quick", durations: QUICK_DURATIONS },
    { flag: "realistic", durations: REALISTIC_DURATIONS },
    { flag: "streamCreatingMs=5000", durations: { ...QUICK_DURATIONS, streamCreatingMs: 5000 } },
    {
      flag: "realistic,functionPendingMs=0,rolePropagationMs=1",
      durations: { ...REALISTIC_DURATIONS, functionPendingMs: 0, rolePropagationMs: 1 },
    },
  ])("$flag", ({ flag, durations }) => {
    expect(parseDurationsFlag(flag)).toEqual(durations);
  });

  it.each([
    { flag: "slow", problem: /"slow" is no duration.*names: streamCreatingMs/ },
    { flag: "toString=1", problem: /"toString" is no duration/ },
    { flag: "streamCreatingMs", problem: /"" is no number of milliseconds/ },
    { flag: "streamCreatingMs=-1", problem: /"-1" is no number/ },
    { flag: "streamCreatingMs=5,realistic", problem: /"realistic" is no duration/ },
  ])("$flag is refused, with what can be written", ({ flag, problem }) => {
    expect(() => parseDurationsFlag(flag)).toThrow(DurationsFlagError);
    expect(() => parseDurationsFlag(flag)).toThrow(problem);
  });
});
