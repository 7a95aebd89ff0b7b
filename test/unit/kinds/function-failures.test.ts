import { describe, expect, it } from "vitest";
import { planFunction } from "../../../src/kinds/function/plan.ts";
import { healthOf, isWorthRepeating, mayBeRepeated } from "../../../src/kinds/function/readiness.ts";
import { isPassing } from "../../../src/kinds/function/state-reasons.ts";
import { makeFunction, planContext } from "../../support/made-resources.ts";
import { type Held, realise } from "../../support/realise.ts";

const at = "2026-01-01T00:00:00.000+0000";
const atMs = Date.parse(at);

describe("the reasons of a function's failure", () => {
  it.each([
    "Creating",
    "Restoring",
    "Idle",
    "InternalError",
    "EniLimitExceeded",
    "SubnetOutOfIPAddresses",
    "InsufficientCapacity",
    "EC2RequestLimitExceeded",
    "DrainingDurableExecutions",
    "EFSIOError",
    "EFSMountTimeout",
    "DependencyError",
    "InsufficientRolePermissions",
  ])("pass by themselves: %s", (code) => {
    expect(isPassing(code)).toBe(true);
  });

  it.each([
    "InvalidSubnet",
    "InvalidSecurityGroup",
    "ImageDeleted",
    "ImageAccessDenied",
    "InvalidImage",
    "KMSKeyAccessDenied",
    "KMSKeyNotFound",
    "DisabledKMSKey",
    "InvalidStateKMSKey",
    "EFSMountFailure",
    "EFSMountConnectivityError",
    "InvalidRuntime",
    "InvalidZipFileException",
    "InvalidConfiguration",
    "FunctionError",
    "FunctionError.InitTimeout",
    "VcpuLimitExceeded",
    "ServiceQuotaExceededException",
    "DisallowedByVpcEncryptionControl",
    "SomethingNew",
  ])("stay until something changes: %s", (code) => {
    expect(isPassing(code)).toBe(false);
  });

  it("are told by their code", () => {
    const row = { State: "Failed", StateReasonCode: "InvalidSubnet", StateReason: "no such subnet" };

    expect(healthOf(row)).toEqual({
      kind: "failed",
      reason: "the function is Failed: InvalidSubnet: no such subnet",
    });
  });
});

describe("a change that Lambda failed to carry out", () => {
  const failed = {
    State: "Active",
    LastUpdateStatus: "Failed",
    LastUpdateStatusReasonCode: "EniLimitExceeded",
    LastModified: at,
  };

  it.each([
    { row: failed, afterMs: 59_999, expected: false, reason: "it may pass, and has not rested" },
    { row: failed, afterMs: 60_000, expected: true, reason: "it may pass" },
    {
      row: { ...failed, LastUpdateStatus: "Successful" },
      afterMs: 60_000,
      expected: false,
      reason: "it is past",
    },
    {
      row: { ...failed, LastUpdateStatusReasonCode: "InvalidSubnet" },
      afterMs: 60_000,
      expected: false,
      reason: "it would fail again",
    },
    {
      row: { State: "Failed", StateReasonCode: "InternalError", LastModified: at },
      afterMs: 60_000,
      expected: true,
      reason: "its creation may pass",
    },
  ])("is worth repeating: $expected, because $reason", ({ row, afterMs, expected }) => {
    expect(isWorthRepeating(row, atMs + afterMs)).toBe(expected);
  });

  it("may be repeated later, and is looked at until then", () => {
    expect(mayBeRepeated(failed)).toBe(true);
    expect(mayBeRepeated({ State: "Active", LastUpdateStatus: "Successful" })).toBe(false);
  });

  it("is sent once more whole, though nothing differs, and nothing is sent while it rests", () => {
    const resource = makeFunction();
    const absent = { kind: "absent" } as const;
    const { steps } = planFunction(resource, absent, planContext());
    const done = realise(resource, absent, steps) as Held;
    const unfinished = { ...done, state: { ...done.state, isUnfinished: true } };

    expect(planFunction(resource, done as never, planContext()).steps).toEqual([]);
    expect(planFunction(resource, unfinished as never, planContext())).toMatchObject({
      verdict: { kind: "update" },
      steps: [{ call: "lambda:UpdateFunctionConfiguration", changes: [], stage: 0 }],
    });
  });
});
