import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import type { Dependency } from "../../../src/core/kind.ts";
import { Desired } from "../../../src/engine/desired.ts";
import { fakeResource, fakeSet } from "../../support/fake-resource.ts";
import { makeFunction, makeRole } from "../../support/made-resources.ts";

const role = makeRole({ name: "r" });
const lambda = makeFunction({ name: "f" });
const needs = new Map<ResourceKey, readonly Dependency[]>([
  [lambda.key, [{ key: role.key, until: "ready" }]],
]);

function open() {
  return new Desired(({ key }) => needs.get(key) ?? []);
}

describe("what is desired", () => {
  it("is nothing at first", () => {
    const desired = open();

    expect([desired.revision, desired.keys, desired.resources.size]).toEqual(["", [], 0]);
  });

  it("comes in the order in which it is started", () => {
    const desired = open();

    const { changed } = desired.replace(fakeSet([lambda, role]));

    expect(changed).toEqual([role.key, lambda.key]);
    expect(desired.keys).toEqual([role.key, lambda.key]);
    expect([role, lambda].map(({ key }) => desired.rankOf(key))).toEqual([0, 1]);
    expect(desired.rankOf("default/Role/x")).toBe(2);
  });

  it("changes by what is wanted otherwise, and by what is wanted no more", () => {
    const desired = open();
    const stream = fakeResource("Stream", "s");
    desired.replace(fakeSet([role, lambda, stream]));
    const changedRole = makeRole({ name: "r", spec: { tags: { team: "a" } } });

    const change = desired.replace(fakeSet([changedRole, lambda], { revision: "r2" }));

    expect(change).toEqual({ changed: [role.key], vanished: [stream.key] });
    expect(desired.revision).toBe("r2");
    expect(desired.resources.get(role.key)).toBe(changedRole);
  });

  it.each([
    ["policy", makeRole({ name: "r", policy: { suspend: true } }), [role.key]],
    ["owners", { ...role, owners: ["other.yaml"] }, [role.key]],
    ["labels", { ...role, labels: { team: "a" } }, [role.key]],
    ["line", { ...role, source: { ...role.source, line: 99 } }, []],
  ])("changes by another %s as it matters", (_what, other, expected) => {
    const desired = open();
    desired.replace(fakeSet([role]));

    expect(desired.replace(fakeSet([other])).changed).toEqual(expected);
  });

  it("stays as it was when the new one cannot be ordered", () => {
    const desired = new Desired(({ key }) => (key === lambda.key ? [{ key, until: "ready" }] : []));
    desired.replace(fakeSet([role]));

    expect(() => desired.replace(fakeSet([lambda], { revision: "r2" }))).toThrow("depend");
    expect([desired.revision, desired.keys]).toEqual(["r1", [role.key]]);
  });
});
