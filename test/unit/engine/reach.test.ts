import { describe, expect, it } from "vitest";
import { placesOf, reachable, targetOrNone } from "../../../src/engine/reach.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { FakeWorld } from "../../support/fake-world.ts";

const near = fakeResource("Role", "r");
const far = { ...near, environment: "far" };
const twin = { ...near, environment: "twin" };
const bound = new FakeWorld(new FakeClock()).ports().targetOf("default");
const ports = {
  targetOf: (environment: string) => {
    if (environment === "far") throw new Error("the role cannot be assumed");
    return bound;
  },
};

describe("where an environment's resources live", () => {
  it("is not known while it cannot be reached", () => {
    expect(targetOrNone(ports, "default")).toBe(bound);
    expect(targetOrNone(ports, "far")).toBeUndefined();
  });

  it("decides which of them can be worked on", () => {
    expect(reachable([near, far], ports)).toEqual([near]);
  });

  it("is one place for environments that mean the same", () => {
    expect(placesOf([near, twin, far], ports)).toEqual([bound]);
  });
});
