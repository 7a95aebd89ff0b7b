import { describe, expect, it } from "vitest";
import { resolvePolicy } from "../../../src/flow/resolve-policy.ts";

const noDefaults = { tags: {}, policy: {} } as never;

describe("the policy of what operators stop by hand", () => {
  it("is to tell, when nobody said what to do about drift", () => {
    const { drift, driftOfBrakes } = resolvePolicy("Subscription", undefined, noDefaults);

    expect([drift, driftOfBrakes]).toEqual(["correct", "report"]);
  });

  it.each(["correct", "report", "ignore"] as const)("is %s, when the manifest says so of drift", (said) => {
    const policy = resolvePolicy("Subscription", { drift: said }, noDefaults);

    expect(policy.drift).toBe(said);
    expect(policy).not.toHaveProperty("driftOfBrakes");
  });

  it("is the environment's, when that says what to do about drift", () => {
    const defaults = { tags: {}, policy: { drift: "correct" } } as never;

    expect(resolvePolicy("Function", undefined, defaults)).not.toHaveProperty("driftOfBrakes");
  });
});
