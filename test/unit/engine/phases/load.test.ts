import { describe, expect, it } from "vitest";
import type { Resource } from "../../../../src/api/resource.ts";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { load, refuseMoved } from "../../../../src/engine/phases/load.ts";
import { toWork } from "../../../../src/engine/ports.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { fakePass } from "../../../support/fake-pass.ts";
import { fakeResource } from "../../../support/fake-resource.ts";
import { fakeRow } from "../../../support/fake-row.ts";
import { FakeWorld } from "../../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const row = fakeRow("Role", "r");
const elsewhere = { accountId: "999999999999", region: "eu-west-1" };

function setUp(rows: readonly ResourceRow[] = [], resource: Resource = role) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock);
  const deps = fakePass({ world, clock }, [resource], { rows });
  return { deps, refuse: () => refuseMoved(deps, toWork(resource, deps.ports)) };
}

describe("the resource of a pass", () => {
  it("is as it is wanted now, with what reaches it", () => {
    const { deps } = setUp();

    expect(load(deps, role.key)).toMatchObject({ resource: role, place: row.place });
  });

  it("is none when nobody wants it", () => {
    const { deps } = setUp();

    expect(load(deps, "default/Role/x")).toBeUndefined();
  });

  it("cannot be had while its account cannot be reached", () => {
    const { deps } = setUp();
    const targetOf = () => {
      throw new Error("environment default: the role cannot be assumed");
    };

    expect(() => load({ ...deps, ports: { ...deps.ports, targetOf } }, role.key)).toThrow(
      "cannot be assumed",
    );
  });
});

describe("a resource whose declaration points elsewhere than it is", () => {
  it.each<[string, Partial<ResourceRow>, string]>([
    ["account", { place: elsewhere }, "r in 999999999999/eu-west-1"],
    ["region", { place: { ...row.place, region: "us-east-1" } }, "r in 111122223333/us-east-1"],
    ["name", { awsName: "old-r", identity: { awsName: "old-r" } }, "old-r in 111122223333/eu-west-1"],
  ])("by its %s is refused, saying where it is", (_what, also, was) => {
    const { refuse } = setUp([{ ...row, ...also }]);

    expect(refuse()).toEqual({
      kind: "refused",
      reason: "EnvironmentMoved",
      message: `it is ${was}, and is now declared as r in 111122223333/eu-west-1: undo that, or give it another name (retain and forget the old one first to keep it)`,
    });
  });

  it("by the ends of a subscription is refused, saying what it connects", () => {
    const mapping = fakeResource("Subscription", "s");
    const known = fakeRow("Subscription", "s");
    const { deps } = setUp(
      [{ ...known, identity: { awsName: "s", streamName: "A", functionName: "f" } }],
      mapping,
    );
    const work = toWork(mapping, deps.ports);
    const identityOf = () => ({ awsName: "s", streamName: "B", functionName: "f" });

    expect(refuseMoved(deps, { ...work, kind: { ...work.kind, identityOf } })).toMatchObject({
      reason: "EnvironmentMoved",
      message: expect.stringMatching(/^it is s \(A to f\) in .*, and is now declared as s \(B to f\) in /),
    });
  });

  it("may do so by the role that reaches it", () => {
    const assumeRoleArn = "arn:aws:iam::111122223333:role/other";

    expect(setUp([{ ...row, place: { ...row.place, assumeRoleArn } }]).refuse()).toBeUndefined();
  });

  it("may do so while it was never created", () => {
    expect(setUp([{ ...row, state: "intent", place: elsewhere }]).refuse()).toBeUndefined();
    expect(setUp().refuse()).toBeUndefined();
  });

  it("does not as long as nothing moved", () => {
    expect(setUp([row]).refuse()).toBeUndefined();
  });
});
