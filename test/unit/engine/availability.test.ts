import { describe, expect, it } from "vitest";
import type { Health, Observation, Ownership } from "../../../src/core/observation.ts";
import {
  availabilityAfter,
  availabilityNow,
  availabilityOfRow,
  suffices,
} from "../../../src/engine/availability.ts";
import { planOf, seen, settledRow, step } from "../../support/made-pass.ts";
import { makeRole } from "../../support/made-resources.ts";

const role = makeRole();
const broken: Health = { kind: "failed", reason: "broken" };
const foreign: Ownership = { kind: "foreign", owner: "someone" };
const inSync = { kind: "in-sync" } as const;
const refused = { kind: "refused", reason: "NotOurs", message: "no" } as const;

describe("what dependents may rely on", () => {
  it.each<[string, Observation, typeof inSync | typeof refused, string]>([
    ["of what is not there: nothing", { kind: "absent" }, inSync, "absent"],
    ["of what could not be read: nothing", { kind: "unknown", reason: "no" }, refused, "absent"],
    ["of what is somebody else's: nothing", seen(role, { ownership: foreign }), refused, "absent"],
    ["of what is ours though it may not be written: as it is", seen(role), refused, "ready"],
    ["of what works: all", seen(role), inSync, "ready"],
    ["of what is used as it is: all", seen(role, { ownership: foreign }), inSync, "ready"],
    ["of what is broken: that it is there", seen(role, { health: broken }), inSync, "present"],
  ])("%s", (_what, observation, verdict, expected) => {
    expect(availabilityNow(observation, verdict)).toBe(expected);
  });

  it("is all once a plan has been carried out, unless nothing mends what is broken", () => {
    const mending = planOf(role, [step(role, [])]);

    expect(availabilityAfter({ kind: "absent" }, mending)).toBe("ready");
    expect(availabilityAfter(seen(role, { health: broken }), mending)).toBe("ready");
    expect(availabilityAfter(seen(role, { health: broken }), planOf(role))).toBe("present");
    expect(availabilityAfter({ kind: "absent" }, planOf(role, [], { verdict: refused }))).toBe("absent");
  });

  it.each([
    ["works: all", {}, "ready"],
    ["does not work: that it is there", { conditions: [] }, "present"],
    ["may not have been created: nothing", { state: "intent" as const }, "absent"],
    ["is gone: nothing", { drift: [{ path: "(resource)", since: "2026-01-01T00:00:00.000Z" }] }, "absent"],
    ["drifted: all", { drift: [{ path: "tags.a", since: "2026-01-01T00:00:00.000Z" }] }, "ready"],
  ])("of what by its row %s", (_what, also, expected) => {
    expect(availabilityOfRow(settledRow(role, also))).toBe(expected);
  });

  it.each([
    ["absent", "present", false],
    ["present", "present", true],
    ["present", "ready", false],
    ["ready", "ready", true],
    ["ready", "present", true],
  ] as const)("%s is enough to be %s: %s", (availability, until, expected) => {
    expect(suffices(availability, until)).toBe(expected);
  });
});
