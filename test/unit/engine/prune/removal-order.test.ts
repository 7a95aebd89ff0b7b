import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { mayForget } from "../../../../src/engine/prune/forget.ts";
import { byRemovalOrder, holdersOf } from "../../../../src/engine/prune/removal-order.ts";
import { fakeRow } from "../../../support/fake-row.ts";

const role = fakeRow("Role", "r");
const user = fakeRow("Function", "f", { dependsOn: [role.key] });

describe("what holds a resource", () => {
  const cases: readonly [string, ResourceRow[], boolean][] = [
    ["something that needs it", [user], true],
    ["something that needs it and is being deleted", [{ ...user, state: "deleting" }], true],
    ["something that needs it and was released", [{ ...user, state: "released" }], true],
    ["something that may have been created and needs it", [{ ...user, state: "intent" }], true],
    ["nothing else", [fakeRow("Function", "g")], false],
    ["not itself", [{ ...role, dependsOn: [role.key] }], false],
    [
      "a function made anew from tags, which may use any role",
      [fakeRow("Function", "g", { hashVersion: 0 })],
      true,
    ],
    [
      "no such function of another environment",
      [fakeRow("Function", "g", { hashVersion: 0, environment: "other" })],
      false,
    ],
    ["no stream made anew from tags", [fakeRow("Stream", "s", { hashVersion: 0 })], false],
  ];

  it.each(cases)("is %s", (_, others, isHeld) => {
    expect(holdersOf(role, [role, ...others]).length > 0).toBe(isHeld);
  });

  it("is no function made anew from tags, for a stream", () => {
    const stream = fakeRow("Stream", "s");

    expect(holdersOf(stream, [fakeRow("Function", "g", { hashVersion: 0 })])).toEqual([]);
  });

  it("comes in key order", () => {
    const users = ["c", "a", "b"].map((name) => ({ ...fakeRow("Function", name), dependsOn: [role.key] }));

    expect(holdersOf(role, users).map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });
});

describe("the order of removals", () => {
  it("starts with what needs others", () => {
    const kinds = ["Role", "LogGroup", "Stream", "Function", "Subscription"] as const;
    const rows = kinds.flatMap((kind) => [fakeRow(kind, "b"), fakeRow(kind, "a")]);

    const order = rows.toSorted(byRemovalOrder).map(({ kind, name }) => `${kind} ${name}`);

    expect(order).toEqual(
      ["Subscription", "Function", "LogGroup", "Stream", "Role"].flatMap((kind) => [
        `${kind} a`,
        `${kind} b`,
      ]),
    );
  });
});

describe("forgetting a row", () => {
  it("is allowed when nobody declares it", () => {
    expect(mayForget(role, false)).toEqual({ kind: "allowed" });
  });

  it("is refused while it is declared, and says where", () => {
    const message = "default/Role/r is declared in flow.yaml: only what nobody declares is forgotten";

    expect(mayForget(role, true)).toEqual({ kind: "refused", message });
    expect(mayForget({ ...role, source: { file: "", line: 0 } }, true)).toMatchObject({ kind: "refused" });
  });
});
