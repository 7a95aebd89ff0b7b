import { describe, expect, it } from "vitest";
import type { Resource } from "../../../src/api/resource.ts";
import type { Observation } from "../../../src/core/observation.ts";
import type { ResourceRow } from "../../../src/core/resource-row.ts";
import { expectedCode } from "../../../src/engine/expected-code.ts";
import { hashVersion } from "../../../src/engine/status/spec-hash.ts";
import { fakeRow } from "../../support/fake-row.ts";
import { seen } from "../../support/made-pass.ts";
import { makeFunction, makeRole } from "../../support/made-resources.ts";

const lambda = makeFunction();
const deployed = fakeRow("Function", "counter", {
  hashVersion,
  sourceDigest: "d1",
  codeSha256: "of the row",
});
const measureCode = async () => "measured";

function ask(resource: Resource, row: ResourceRow | undefined, observation: Observation = seen(resource)) {
  return expectedCode({ measureCode }, resource, observation, row);
}

describe("the code that a function should have", () => {
  it("is that of the last deployment while its source is the same", async () => {
    expect(await ask(lambda, deployed)).toBe("of the row");
  });

  it.each([
    ["another source was deployed", { ...deployed, sourceDigest: "d0" }],
    ["the row knows digests of another rule", { ...deployed, hashVersion: hashVersion - 1 }],
    ["nothing is known of it", undefined],
  ])("is measured when %s", async (_when, row) => {
    expect(await ask(lambda, row)).toBe("measured");
  });

  it("is measured when what was deployed is not known", async () => {
    const { codeSha256: _, ...unknown } = deployed;

    expect(await ask(lambda, unknown)).toBe("measured");
  });

  it.each<[string, Observation]>([
    ["does not exist", { kind: "absent" }],
    ["could not be read", { kind: "unknown", reason: "no" }],
  ])("does not matter while the function %s", async (_why, observation) => {
    expect(await ask(lambda, undefined, observation)).toBeUndefined();
  });

  it("is no matter of other kinds", async () => {
    expect(await ask(makeRole(), undefined)).toBeUndefined();
  });

  it("fails as measuring does", async () => {
    const failing = () => Promise.reject(new Error("the source is gone"));

    await expect(expectedCode({ measureCode: failing }, lambda, seen(lambda), undefined)).rejects.toThrow(
      "the source is gone",
    );
  });
});
