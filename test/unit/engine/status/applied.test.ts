import { describe, expect, it } from "vitest";
import type { ResourceRow } from "../../../../src/core/resource-row.ts";
import { appliedOf, expectedCodeOf } from "../../../../src/engine/status/applied.ts";
import { settledRow } from "../../../support/made-pass.ts";
import { makeFunction, makeStream } from "../../../support/made-resources.ts";

const counter = makeFunction();
const row = settledRow(counter, { codeSha256: "sha-1" });

describe("what was applied", () => {
  it("is unknown of a resource without a row", () => {
    expect(appliedOf(undefined, counter)).toBeUndefined();
  });

  it("holds our tags and fields, and when it was last seen", () => {
    const known = { ...row, managedTagKeys: ["team"], managedFields: ["reservedConcurrency"] };

    expect(appliedOf(known, counter, 5)).toEqual({
      isCurrent: true,
      tagKeys: ["team"],
      fields: ["reservedConcurrency"],
      lastSeenMs: 5,
    });
    expect(appliedOf(known, counter)).not.toHaveProperty("lastSeenMs");
  });

  it.each<{ reason: string; changed: Partial<ResourceRow>; isCurrent: boolean }>([
    { reason: "the same wish", changed: {}, isCurrent: true },
    { reason: "another spec", changed: { specHash: "other" }, isCurrent: false },
    { reason: "another source", changed: { sourceDigest: "other" }, isCurrent: false },
    { reason: "hashes of another rule", changed: { hashVersion: 0 }, isCurrent: false },
    { reason: "a creation that may not have happened", changed: { state: "intent" }, isCurrent: false },
    { reason: "a deletion under way", changed: { state: "deleting" }, isCurrent: false },
  ])("is current ($isCurrent) for $reason", ({ changed, isCurrent }) => {
    expect(appliedOf({ ...row, ...changed }, counter)?.isCurrent).toBe(isCurrent);
  });
});

describe("expected code", () => {
  it("is that of the last deployment while the source is the same", () => {
    expect(expectedCodeOf(row, counter)).toBe("sha-1");
  });

  it("is unknown for another source, another rule, no row, and what has no source", () => {
    expect(expectedCodeOf({ ...row, sourceDigest: "other" }, counter)).toBeUndefined();
    expect(expectedCodeOf({ ...row, hashVersion: 0 }, counter)).toBeUndefined();
    expect(expectedCodeOf(undefined, counter)).toBeUndefined();
    expect(expectedCodeOf(settledRow(makeStream()), makeStream())).toBeUndefined();
  });
});
