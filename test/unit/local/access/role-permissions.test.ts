import { describe, expect, it } from "vitest";
import {
  createRolePermissions,
  type RoleDecision,
  type RoleGrants,
} from "../../../../src/local/access/role-permissions.ts";

const ROLE = "arn:aws:iam::111122223333:role/xflow/worker";
const read = { action: "kinesis:GetRecords", resource: "arn:aws:kinesis:eu-west-1:111122223333:stream/a" };
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allowAll = policy({ Effect: "Allow", Action: "*", Resource: "*" });

function grants(given: Partial<RoleGrants>): { grantsOf(arn: string): RoleGrants | undefined } {
  const role = { inline: {}, attached: [], boundary: undefined, ...given };
  return { grantsOf: (arn) => (arn === ROLE ? role : undefined) };
}

describe("role permissions", () => {
  it("allow everything when they are not enforced, and the role's policies are not read", () => {
    const permissions = createRolePermissions(
      {
        grantsOf: () => {
          throw new Error("read");
        },
      },
      { enforced: false },
    );

    expect(permissions.allows(ROLE, read)).toBe(true);
  });

  it("allow nothing to a role without policies or one that does not exist", () => {
    const permissions = createRolePermissions(grants({}), { enforced: true });

    expect(permissions.allows(ROLE, read)).toBe(false);
    expect(permissions.allows("arn:aws:iam::111122223333:role/gone", read)).toBe(false);
  });

  it("come from inline and attached policies", () => {
    const inline = createRolePermissions(grants({ inline: { p: allowAll } }), { enforced: true });
    const attached = createRolePermissions(
      grants({ attached: [{ arn: "arn:aws:iam::aws:policy/AdministratorAccess", document: allowAll }] }),
      { enforced: true },
    );

    expect(inline.allows(ROLE, read)).toBe(true);
    expect(attached.allows(ROLE, read)).toBe(true);
  });

  it("do not come from an attached policy whose text is not known", () => {
    const attached = [{ arn: "arn:aws:iam::aws:policy/Rare", document: undefined }];

    expect(createRolePermissions(grants({ attached }), { enforced: true }).allows(ROLE, read)).toBe(false);
  });

  it("do not go beyond the boundary, and beyond one of unknown text not anywhere", () => {
    const inline = { p: allowAll };
    const bounded = (document: string | undefined) =>
      createRolePermissions(grants({ inline, boundary: { arn: "arn:aws:iam::1:policy/b", document } }), {
        enforced: true,
      });
    const reads = policy({ Effect: "Allow", Action: "kinesis:Get*", Resource: "*" });

    expect(bounded(reads).allows(ROLE, read)).toBe(true);
    expect(bounded(reads).allows(ROLE, { ...read, action: "kinesis:PutRecord" })).toBe(false);
    expect(bounded(undefined).decide(ROLE, read)).toEqual({
      allowed: false,
      denial: "implicit",
      where: "boundary",
      by: undefined,
    });
  });

  it("follow a policy that was changed", () => {
    let inline = { p: allowAll };
    const permissions = createRolePermissions(
      { grantsOf: () => ({ inline, attached: [], boundary: undefined }) },
      { enforced: true },
    );
    const before = permissions.allows(ROLE, read);
    inline = { p: policy({ Effect: "Allow", Action: "logs:*", Resource: "*" }) };

    expect([before, permissions.allows(ROLE, read)]).toEqual([true, false]);
  });

  it("know the principal of variables and conditions", () => {
    const own = policy({
      Effect: "Allow",
      Action: "kinesis:GetRecords",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM's
      Resource: "arn:aws:kinesis:*:${aws:PrincipalAccount}:stream/*",
      Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/xflow/*" } },
    });
    const permissions = createRolePermissions(grants({ inline: { own } }), { enforced: true });

    expect(permissions.allows(ROLE, read)).toBe(true);
    expect(
      permissions.allows(ROLE, { ...read, resource: "arn:aws:kinesis:eu-west-1:999999999999:stream/a" }),
    ).toBe(false);
  });

  it("are told of when they are decided", () => {
    const heard: RoleDecision[] = [];
    const permissions = createRolePermissions(grants({ inline: { p: allowAll } }), {
      enforced: true,
      onDecision: (decision) => heard.push(decision),
    });

    permissions.allows(ROLE, read);

    expect(heard).toEqual([{ ...read, roleArn: ROLE, decision: { allowed: true, by: "p" } }]);
  });
});
