import { describe, expect, it } from "vitest";
import { planRole } from "../../../src/kinds/role/plan.ts";
import { lambdaTrust, makeRole, planContext, writeLogs } from "../../support/made-resources.ts";
import { observationOf, realise } from "../../support/realise.ts";

const context = planContext();

describe("role plan", () => {
  it("fills the account in where a policy leaves it open", () => {
    const { steps } = planRole(makeRole(), { kind: "absent" }, context);

    expect(JSON.stringify(steps)).toContain("arn:aws:logs:eu-west-1:123456789012:log-group:*");
    expect(JSON.stringify(steps)).not.toContain("xflow:accountId");
  });

  it("gives rights before it takes any, and sets a boundary before either", () => {
    const before = makeRole({
      spec: { managedPolicyArns: ["arn:p/old"], inlinePolicies: { old: writeLogs } },
    });
    const found = realise(before, { kind: "absent" }, planRole(before, { kind: "absent" }, context).steps);
    const after = makeRole({
      spec: {
        managedPolicyArns: ["arn:p/new"],
        inlinePolicies: { new: writeLogs },
        permissionsBoundary: "arn:b",
      },
    });

    const { steps } = planRole(after, found, context);

    expect(steps.map(({ call }) => call)).toEqual([
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:AttachRolePolicy",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
    ]);
  });

  it("refuses a role that is not ours where xflow chose the name: nobody asked for that role", () => {
    const found = observationOf({ assumeRolePolicy: lambdaTrust, tags: {} });
    const generated = makeRole({ spec: { generatedFor: "default/Function/Administrator" } });

    const plan = planRole(generated, found, context);

    expect(plan).toMatchObject({ verdict: { kind: "refused", reason: "NotOwned" }, steps: [] });
  });

  it.each(["never", "if-unowned", "force"] as const)(
    "uses a role that is not ours as it is (adopt: %s)",
    (adopt) => {
      const found = observationOf({ assumeRolePolicy: lambdaTrust, tags: {} });

      const plan = planRole(makeRole({ policy: { adopt } }), found, context);

      expect(plan).toMatchObject({ verdict: { kind: "use-as-is" }, steps: [] });
    },
  );
});
