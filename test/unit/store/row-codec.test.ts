import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import type { DeletionBlock } from "../../../src/core/controller-row.ts";
import { MalformedItemError, NewerItemError } from "../../../src/store/item-error.ts";
import { controllerItem, controllerOf, rowItem, rowOf } from "../../../src/store/row-codec.ts";
import { makeControllerRow, makeRow } from "../../support/made-rows.ts";

function makeBlock(keys: readonly ResourceKey[]): DeletionBlock {
  const since = "2026-01-01T00:00:00.000Z";
  return { reason: "TooManyDeletes", message: "11", keys, digest: "d", since, approvable: true };
}

describe("what is stored of a resource", () => {
  it("is refused when a newer xflow wrote it, whatever else is in it", () => {
    const item = { ...rowItem("i", makeRow()), schemaVersion: 9, state: 1 };

    expect(() => rowOf(item)).toThrow(NewerItemError);
    expect(() => rowOf(item)).toThrow(
      "resource#default/Stream/Words has schema version 9, this xflow knows 1: run the version that wrote it",
    );
  });

  it.each([
    ["state", undefined],
    ["conditions", {}],
    ["counters", null],
    ["policy", []],
    ["version", "1"],
    ["schemaVersion", undefined],
  ])("is refused when somebody changed its %s to %j", (attribute, value) => {
    const item = { ...rowItem("i", makeRow()), [attribute]: value };

    expect(() => rowOf(item)).toThrow(MalformedItemError);
    expect(() => rowOf(item)).toThrow(`see its attribute ${attribute}`);
  });
});

describe("what is stored of the controller", () => {
  it("lists few blocked deletes in the open, and many compressed", () => {
    const few = makeBlock(["default/Role/r"]);
    const many = makeBlock(Array.from({ length: 501 }, (_, index): ResourceKey => `default/Role/r${index}`));

    const open = controllerItem("i", makeControllerRow({ deletionBlock: few }));
    const packed = controllerItem("i", makeControllerRow({ deletionBlock: many }));

    expect(open["deletionBlock"]).toEqual(few);
    expect(packed["deletionBlock"]).toMatchObject({ keyCount: 501, keysGzip: expect.any(Uint8Array) });
    expect(packed["deletionBlock"]).not.toHaveProperty("keys");
    expect(controllerOf(open).deletionBlock).toEqual(few);
    expect(controllerOf(packed).deletionBlock).toEqual(many);
  });

  it("is refused when the blocked deletes are gone from it", () => {
    const item = { ...controllerItem("i", makeControllerRow()), deletionBlock: { digest: "d" } };

    expect(() => controllerOf(item)).toThrow(MalformedItemError);
  });
});
