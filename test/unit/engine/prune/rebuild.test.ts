import { describe, expect, it } from "vitest";
import type { PrimitiveKind, ResourceKey } from "../../../../src/api/resource.ts";
import type { OwnedListing } from "../../../../src/core/kind.ts";
import type { BoundTarget } from "../../../../src/engine/ports.ts";
import { claimsOf } from "../../../../src/engine/prune/claims.ts";
import { rebuildInventory } from "../../../../src/engine/prune/rebuild.ts";
import { isRebuilt } from "../../../../src/engine/prune/rebuilt-row.ts";
import { PrunedWorld, place } from "../../../support/fake-prune.ts";
import { fakeResource } from "../../../support/fake-resource.ts";
import { fakeRow } from "../../../support/fake-row.ts";

type Lists = Partial<Record<PrimitiveKind, OwnedListing>>;

function owned(key: string, awsName: string, also: { streamName?: string; functionName?: string } = {}) {
  return { key: key as ResourceKey, arn: `arn:${awsName}`, identity: { awsName, ...also } };
}

function listed(...items: ReturnType<typeof owned>[]): OwnedListing {
  return { kind: "listed", items };
}

function targetWith(lists: Lists): BoundTarget {
  const target = new PrunedWorld().target();
  const kinds = Object.values(target.kinds).map((kind) => {
    const list = lists[kind.name];
    return [kind.name, list === undefined ? kind : { ...kind, owned: async () => list }] as const;
  });
  return { ...target, kinds: Object.fromEntries(kinds) as BoundTarget["kinds"] };
}

function rebuild(lists: Lists, known: Parameters<typeof rebuildInventory>[0]["known"] = []) {
  return rebuildInventory({ targets: [targetWith(lists)], known, newerThan: 0, nowMs: 0 });
}

const wordCount: Lists = {
  Role: listed(owned("default/Role/counter", "counter")),
  LogGroup: listed(owned("default/LogGroup/counter", "/aws/lambda/p-counter")),
  Stream: listed(owned("default/Stream/words", "p-words")),
  Function: listed(owned("default/Function/counter", "p-counter")),
  Subscription: listed(
    owned("default/Subscription/words:counter", "uuid", {
      streamName: "p-words",
      functionName: "p-counter",
    }),
  ),
};

describe("an inventory made anew from tags", () => {
  it("holds what is ours, with the policies nobody changed and the needs that names tell", async () => {
    const { rows, events, listUnknown } = await rebuild(wordCount);

    const told = rows.map(({ key, state, policy, dependsOn }) => [key, state, policy.deletion, dependsOn]);
    expect(told).toEqual([
      ["default/Function/counter", "present", "delete", ["default/LogGroup/counter"]],
      ["default/LogGroup/counter", "present", "retain", []],
      ["default/Role/counter", "present", "delete", []],
      ["default/Stream/words", "present", "retain", []],
      [
        "default/Subscription/words:counter",
        "present",
        "delete",
        ["default/Function/counter", "default/Stream/words"],
      ],
    ]);
    expect(rows.every(isRebuilt)).toBe(true);
    expect(rows.every((row) => row.place === place && row.version === 0)).toBe(true);
    expect(events).toEqual([]);
    expect(listUnknown).toBeUndefined();
  });

  it("holds a subscription of which the names are not known, without needs", async () => {
    const { rows } = await rebuild({ Subscription: listed(owned("default/Subscription/a:b", "uuid")) });

    expect(rows).toMatchObject([{ key: "default/Subscription/a:b", dependsOn: [] }]);
  });

  it("believes the rows there are", async () => {
    const known = fakeRow("Function", "counter", { awsName: "p-counter" });

    const { rows } = await rebuild(wordCount, [known]);

    const keys = rows.map(({ key }) => key);
    expect(keys).not.toContain(known.key);
    expect(rows.find(({ kind }) => kind === "Subscription")?.dependsOn).toContain(known.key);
  });

  const malformed = [
    "",
    "counter",
    "default/Role",
    "default/Function/x",
    "/Role/x",
    "default/Role/",
    "a/b/c/d",
  ];
  it.each(malformed)("passes over the key %o, and says so", async (key) => {
    const { rows, events } = await rebuild({ Role: listed(owned(key, "x")) });

    expect(rows).toEqual([]);
    expect(events).toMatchObject([{ type: "Warning", reason: "TagNotUnderstood" }]);
  });

  it("keeps the first of two things under one key, and tells of the other", async () => {
    const { rows, events } = await rebuild({
      Role: listed(owned("default/Role/x", "x"), owned("default/Role/x", "y")),
    });

    expect(rows).toMatchObject([{ awsName: "x" }]);
    expect(events).toHaveLength(1);
  });

  it("takes one role seen from two regions for one", async () => {
    const target = targetWith({ Role: listed(owned("default/Role/x", "x")) });

    const { rows, events } = await rebuildInventory({
      targets: [target, target],
      known: [],
      newerThan: 0,
      nowMs: 0,
    });

    expect(rows).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it("says which list it lacks, and holds the rest", async () => {
    const { rows, listUnknown } = await rebuild({
      ...wordCount,
      Stream: { kind: "unknown", reason: "throttled" },
    });

    expect(rows).toHaveLength(4);
    expect(listUnknown).toBe("Stream in 111122223333 eu-west-1: throttled");
  });
});

describe("claims on what other rows stand for", () => {
  const target = new PrunedWorld().target();
  const declared = fakeResource("Role", "new");
  const claimantOf = claimsOf([declared], { targetOf: () => target });
  const old = fakeRow("Role", "old", { awsName: "new", identity: { awsName: "new" } });
  const elsewhere = { ...place, region: "us-east-1" };

  it("are made by the declared key of the same thing", () => {
    expect(claimantOf(old)).toBe(declared.key);
  });

  it("are made for roles whatever the region, which they have none of", () => {
    expect(claimantOf({ ...old, place: elsewhere })).toBe(declared.key);
  });

  it("are not made by itself, nor for another name, kind or account", () => {
    expect(claimantOf(fakeRow("Role", "new"))).toBeUndefined();
    expect(claimantOf(fakeRow("Role", "old"))).toBeUndefined();
    expect(claimantOf({ ...old, kind: "Function" })).toBeUndefined();
    expect(claimantOf({ ...old, place: { ...place, accountId: "444455556666" } })).toBeUndefined();
  });

  it("are told apart by what subscriptions connect", () => {
    const identity = { awsName: "a:b", streamName: "a", functionName: "b" };
    const kinds = {
      ...target.kinds,
      Subscription: { ...target.kinds.Subscription, identityOf: () => identity },
    };
    const subscription = fakeResource("Subscription", "a:b");
    const claims = claimsOf([subscription], { targetOf: () => ({ ...target, kinds }) });
    const row = fakeRow("Subscription", "old", { identity: { ...identity, awsName: "x" } });

    expect(claims(row)).toBe(subscription.key);
    expect(claims({ ...row, identity: { ...identity, streamName: "c" } })).toBeUndefined();
    expect(claims({ ...row, place: elsewhere })).toBeUndefined();
  });
});
