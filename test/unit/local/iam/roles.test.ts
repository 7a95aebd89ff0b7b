import { beforeEach, describe, expect, it } from "vitest";
import { createIam, type Iam } from "../../../../src/local/iam/create-iam.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { callerOf } from "../../../support/made-up-call.ts";
import { createManualClock, type ManualClock } from "../../../support/manual-clock.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";

const accountId = "000000000000";
const durations = { propagationMs: 5000 };
const statement = {
  Effect: "Allow",
  Principal: { Service: "lambda.amazonaws.com" },
  Action: "sts:AssumeRole",
};
const trustOf = (...changes: object[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: changes.map((change) => ({ ...statement, ...change })),
  });
const trust = trustOf({});
const inlinePolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "logs:*", Resource: "*" },
});
const basicExecution = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

let clock: ManualClock;
let iam: Iam;
let call: ReturnType<typeof callerOf>;

beforeEach(async () => {
  clock = createManualClock();
  iam = await createIam({ storage: await openStorage(undefined), clock, accountId, durations });
  call = callerOf(iam.service);
});

const create = (RoleName: string, input: object = {}) =>
  call("CreateRole", { RoleName, AssumeRolePolicyDocument: trust, ...input });
const decoded = (document: unknown) => decodeURIComponent(String(document));

describe("role", () => {
  it("is shown with its trust policy percent-encoded and its defaults", async () => {
    const created = await create("worker", { Path: "/xflow/one/", Tags: [{ Key: "a", Value: "1" }] });

    const { Role: role } = (await call("GetRole", { RoleName: "worker" })) as {
      Role: Record<string, unknown>;
    };

    expect(role).toMatchObject({
      RoleName: "worker",
      Path: "/xflow/one/",
      Arn: `arn:aws:iam::${accountId}:role/xflow/one/worker`,
      CreateDate: "2026-01-01T00:00:00Z",
      MaxSessionDuration: 3600,
      Tags: [{ Key: "a", Value: "1" }],
    });
    expect(role["RoleId"]).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(created).toMatchObject({ Role: { RoleId: role["RoleId"], Tags: [{ Key: "a", Value: "1" }] } });
    expect(role["AssumeRolePolicyDocument"]).toMatch(/^%7B%22Version%22%3A/);
    expect(decoded(role["AssumeRolePolicyDocument"])).toBe(trust);
  });

  it("has a name that is unique without regard to case", async () => {
    await create("Worker");

    await expect(create("worker")).rejects.toMatchObject({ code: "EntityAlreadyExists", status: 409 });
    expect(await call("GetRole", { RoleName: "WORKER" })).toMatchObject({ Role: { RoleName: "Worker" } });
  });

  it("is one of a thousand at most, when the account is held to its quotas", async () => {
    iam = await createIam({
      storage: await openStorage(undefined),
      clock,
      accountId,
      durations,
      enforceLimits: true,
    });
    call = callerOf(iam.service);
    for (let made = 0; made < 1000; made += 1) await create(`r${made}`);

    await expect(create("more")).rejects.toMatchObject({
      code: "LimitExceeded",
      status: 409,
      message: "Cannot exceed quota for RolesPerAccount: 1000",
    });
  });

  it("that does not exist is NoSuchEntity", async () => {
    await expect(call("GetRole", { RoleName: "none" })).rejects.toMatchObject({
      code: "NoSuchEntity",
      status: 404,
      message: "The role with name none cannot be found.",
    });
  });

  it.each([
    { input: { RoleName: "a b" }, code: "ValidationError", reason: "a space in the name" },
    { input: { Path: "x" }, code: "ValidationError", reason: "a path without slashes" },
    { input: { MaxSessionDuration: "60" }, code: "ValidationError", reason: "too short a session" },
    { input: { Description: "\u2603" }, code: "ValidationError", reason: "not Latin-1" },
    { input: { Tags: [{ Key: "aws:x", Value: "" }] }, code: "InvalidInput", reason: "a reserved tag" },
    {
      input: {
        Tags: [
          { Key: "a", Value: "" },
          { Key: "A", Value: "" },
        ],
      },
      code: "InvalidInput",
      reason: "the same tag twice",
    },
    { input: { PermissionsBoundary: "not an ARN at all, no" }, code: "InvalidInput", reason: "no ARN" },
    { input: { Unknown: "x" }, code: "InvalidInput", reason: "an unknown member" },
  ])("is refused with $code: $reason", async ({ input, code }) => {
    await expect(create("role", input)).rejects.toMatchObject({ code });
  });

  it.each([
    { document: "{", message: "This policy contains invalid Json" },
    { document: JSON.stringify({ Statement: [] }), message: "Syntax errors in policy." },
    { document: trustOf({ Effect: "Maybe" }), message: "Invalid effect: Maybe" },
    { document: trustOf({ Resource: "*" }), message: "Has prohibited field Resource" },
    { document: trustOf({ Principal: {} }), message: "Missing required field Principal" },
    { document: trustOf({ Action: "assume" }), message: "must be prefaced by a vendor" },
    {
      document: trustOf({ Principal: { Service: "lambda" } }),
      message: 'Invalid principal in policy: "SERVICE":"lambda"',
    },
    {
      document: trustOf({ Principal: { AWS: `arn:aws:iam::${accountId}:role/none` } }),
      message: "Invalid principal in policy",
    },
  ])("is refused for a trust policy: $message", async ({ document, message }) => {
    const refused = create("role", { AssumeRolePolicyDocument: document });

    await expect(refused).rejects.toMatchObject({ code: "MalformedPolicyDocument" });
    await expect(refused).rejects.toThrow(message);
  });

  it("shows a principal given as an account id as its root ARN", async () => {
    await create("role", { AssumeRolePolicyDocument: trustOf({ Principal: { AWS: "111122223333" } }) });

    const { Role: role } = (await call("GetRole", { RoleName: "role" })) as { Role: Record<string, unknown> };

    expect(decoded(role["AssumeRolePolicyDocument"])).toContain('"AWS":"arn:aws:iam::111122223333:root"');
  });

  it("that is trusted and deleted is shown by its unique id, and a namesake is not trusted", async () => {
    const { Role: first } = (await create("trusted")) as { Role: { Arn: string; RoleId: string } };
    const principals = [first.Arn, `arn:aws:iam::${accountId}:root`];
    await create("other", { AssumeRolePolicyDocument: trustOf({ Principal: { AWS: principals } }) });
    await call("DeleteRole", { RoleName: "trusted" });
    await create("trusted");

    const { Role: other } = (await call("GetRole", { RoleName: "other" })) as {
      Role: Record<string, unknown>;
    };
    const document = JSON.parse(decoded(other["AssumeRolePolicyDocument"]));
    expect(document.Statement[0].Principal).toEqual({ AWS: [first.RoleId, principals[1]] });
    await expect(
      create("more", { AssumeRolePolicyDocument: JSON.stringify(document) }),
    ).rejects.toMatchObject({
      code: "MalformedPolicyDocument",
      message: expect.stringContaining("Invalid principal in policy"),
    });
  });

  it("keeps what an update does not name", async () => {
    await create("role", { Description: "first", MaxSessionDuration: "7200" });

    await call("UpdateRole", { RoleName: "role", Description: "" });

    expect(await call("GetRole", { RoleName: "role" })).toMatchObject({
      Role: { Description: "", MaxSessionDuration: 7200 },
    });
  });

  it("can only be deleted without policies", async () => {
    await create("role");
    await call("AttachRolePolicy", { RoleName: "role", PolicyArn: basicExecution });
    await call("PutRolePolicy", { RoleName: "role", PolicyName: "p", PolicyDocument: inlinePolicy });
    const conflict = { code: "DeleteConflict", status: 409 };

    await expect(call("DeleteRole", { RoleName: "role" })).rejects.toMatchObject(conflict);
    await call("DetachRolePolicy", { RoleName: "role", PolicyArn: basicExecution });
    await expect(call("DeleteRole", { RoleName: "role" })).rejects.toMatchObject(conflict);
    await call("DeleteRolePolicy", { RoleName: "role", PolicyName: "p" });
    await call("DeleteRole", { RoleName: "role" });

    await expect(call("GetRole", { RoleName: "role" })).rejects.toMatchObject({ code: "NoSuchEntity" });
  });
});

describe("policies of a role", () => {
  beforeEach(() => create("role"));

  it("that are inline come back as they were put, percent-encoded", async () => {
    await call("PutRolePolicy", { RoleName: "role", PolicyName: "p", PolicyDocument: inlinePolicy });

    const policy = await call("GetRolePolicy", { RoleName: "role", PolicyName: "p" });

    expect(policy["PolicyDocument"]).toContain("%2A");
    expect(decoded(policy["PolicyDocument"])).toBe(inlinePolicy);
    expect(await call("ListRolePolicies", { RoleName: "role" })).toEqual({
      PolicyNames: ["p"],
      IsTruncated: false,
    });
    await expect(call("GetRolePolicy", { RoleName: "role", PolicyName: "q" })).rejects.toMatchObject({
      code: "NoSuchEntity",
    });
  });

  it("that are inline have 10,240 characters together, white space apart", async () => {
    const ofSize = (size: number) =>
      inlinePolicy.replace("logs:*", `logs:${"x".repeat(size - inlinePolicy.length + 1)}`);
    await call("PutRolePolicy", { RoleName: "role", PolicyName: "p", PolicyDocument: `${ofSize(10_000)}  ` });

    const second = { RoleName: "role", PolicyName: "q", PolicyDocument: ofSize(241) };
    await expect(call("PutRolePolicy", second)).rejects.toMatchObject({ code: "LimitExceeded" });
    await call("PutRolePolicy", { ...second, PolicyDocument: ofSize(240) });
  });

  it.each([
    { document: trust, message: "should not specify a principal" },
    { document: inlinePolicy.replace("Resource", "Other"), message: "must contain resources" },
  ])("that are inline are refused: $message", async ({ document, message }) => {
    const input = { RoleName: "role", PolicyName: "p", PolicyDocument: document };

    await expect(call("PutRolePolicy", input)).rejects.toThrow(message);
  });

  it("that are managed attach once and detach once", async () => {
    const input = { RoleName: "role", PolicyArn: basicExecution };
    await call("AttachRolePolicy", input);
    await call("AttachRolePolicy", input);

    expect(await call("ListAttachedRolePolicies", { RoleName: "role" })).toEqual({
      AttachedPolicies: [{ PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: basicExecution }],
      IsTruncated: false,
    });
    await call("DetachRolePolicy", input);
    await expect(call("DetachRolePolicy", input)).rejects.toMatchObject({ code: "NoSuchEntity" });
  });

  it("that are managed are refused when their ARN is not a policy's", async () => {
    const PolicyArn = "arn:aws:iam::aws:role/AWSLambdaExecute";

    await expect(call("AttachRolePolicy", { RoleName: "role", PolicyArn })).rejects.toMatchObject({
      code: "InvalidInput",
    });
  });

  it("may be an account's own, made elsewhere", async () => {
    const PolicyArn = `arn:aws:iam::${accountId}:policy/mine`;
    await call("AttachRolePolicy", { RoleName: "role", PolicyArn });

    expect(await call("ListAttachedRolePolicies", { RoleName: "role" })).toMatchObject({
      AttachedPolicies: [{ PolicyName: "mine", PolicyArn }],
    });
  });

  it("are bounded by a boundary that can be set and taken away", async () => {
    const PermissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    await call("PutRolePermissionsBoundary", { RoleName: "role", PermissionsBoundary });

    expect(await call("GetRole", { RoleName: "role" })).toMatchObject({
      Role: { PermissionsBoundary: { PermissionsBoundaryArn: PermissionsBoundary } },
    });
    await call("DeleteRolePermissionsBoundary", { RoleName: "role" });
    await expect(call("DeleteRolePermissionsBoundary", { RoleName: "role" })).rejects.toMatchObject({
      code: "NoSuchEntity",
    });
  });
});

describe("tags of a role", () => {
  it("replace one of the same key, whatever its case, and are 50 at most", async () => {
    await create("role", {
      Tags: [
        { Key: "Team", Value: "a" },
        { Key: "zone", Value: "1" },
      ],
    });
    await call("TagRole", { RoleName: "role", Tags: [{ Key: "team", Value: "b" }] });

    expect(await call("ListRoleTags", { RoleName: "role" })).toEqual({
      Tags: [
        { Key: "team", Value: "b" },
        { Key: "zone", Value: "1" },
      ],
      IsTruncated: false,
    });
    await call("UntagRole", { RoleName: "role", TagKeys: ["TEAM", "none"] });
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    await expect(call("TagRole", { RoleName: "role", Tags })).rejects.toMatchObject({
      code: "LimitExceeded",
    });
  });
});

describe("lists of roles", () => {
  beforeEach(async () => {
    for (const name of ["b", "A", "c", "D"]) await create(name, { Path: name < "a" ? "/up/" : "/low/" });
    await call("PutRolePolicy", { RoleName: "c", PolicyName: "p", PolicyDocument: inlinePolicy });
    await call("AttachRolePolicy", { RoleName: "c", PolicyArn: basicExecution });
  });
  const names = (roles: unknown) => (roles as { RoleName: string }[]).map(({ RoleName }) => RoleName);

  it("come in pages, filtered by path", async () => {
    const first = await call("ListRoles", { MaxItems: "3" });
    const second = await call("ListRoles", { MaxItems: "3", Marker: first["Marker"] });

    expect([names(first["Roles"]), first["IsTruncated"]]).toEqual([["A", "b", "c"], true]);
    expect([names(second["Roles"]), second["IsTruncated"]]).toEqual([["D"], false]);
    expect(names((await call("ListRoles", { PathPrefix: "/up/" }))["Roles"])).toEqual(["A", "D"]);
    await expect(call("ListRoles", { Marker: "?" })).rejects.toMatchObject({ code: "ValidationError" });
  });

  it("hold policies in the account's authorization details", async () => {
    const first = await call("GetAccountAuthorizationDetails", { Filter: ["Role"], MaxItems: "2" });
    const second = await call("GetAccountAuthorizationDetails", {
      Filter: ["Role"],
      Marker: first["Marker"],
    });

    expect(names(first["RoleDetailList"])).toEqual(["A", "b"]);
    expect(second).toMatchObject({
      RoleDetailList: [
        {
          RoleName: "c",
          RolePolicyList: [{ PolicyName: "p" }],
          AttachedManagedPolicies: [{ PolicyArn: basicExecution }],
        },
        { RoleName: "D", RolePolicyList: [], AttachedManagedPolicies: [] },
      ],
      IsTruncated: false,
    });
    await expect(
      call("GetAccountAuthorizationDetails", { Filter: ["AWSManagedPolicy"] }),
    ).rejects.toMatchObject({ code: "InvalidInput" });
  });
});

describe("what STS sees of a role", () => {
  it("is its unique id, at once and by its whole ARN", async () => {
    const { Role: role } = (await create("worker", { Path: "/p/" })) as { Role: { RoleId: string } };
    const idOf = (path: string) => iam.roles.roleIdOf(`arn:aws:iam::${accountId}:role${path}worker`);

    expect(await idOf("/p/")).toBe(role.RoleId);
    expect(await idOf("/")).toBeUndefined();
  });
});

describe("what Lambda sees of a role", () => {
  const arn = `arn:aws:iam::${accountId}:role/worker`;

  it("starts after the propagation time", async () => {
    await create("worker");

    expect(iam.roles.isAssumableByLambda(arn)).toBe(false);
    clock.advance(4999);
    expect(iam.roles.isAssumableByLambda(arn)).toBe(false);
    clock.advance(1);
    expect(iam.roles.isAssumableByLambda(arn)).toBe(true);
    expect(iam.roles.isAssumableByLambda(`arn:aws:iam::${accountId}:role/other`)).toBe(false);
    expect(iam.roles.isAssumableByLambda(`arn:aws:iam::${accountId}:role/path/worker`)).toBe(false);
  });

  it("follows the trust policy", async () => {
    const denied = trustOf({}, { Effect: "Deny" });
    await create("worker", { AssumeRolePolicyDocument: denied });
    clock.advance(5000);
    expect(iam.roles.isAssumableByLambda(arn)).toBe(false);

    await call("UpdateAssumeRolePolicy", { RoleName: "worker", PolicyDocument: trust });
    expect(iam.roles.isAssumableByLambda(arn)).toBe(false);
    clock.advance(5000);
    expect(iam.roles.isAssumableByLambda(arn)).toBe(true);

    await call("UpdateAssumeRolePolicy", {
      RoleName: "worker",
      PolicyDocument: trustOf({ Principal: { Service: "logs.amazonaws.com" } }),
    });
    expect(iam.roles.isAssumableByLambda(arn)).toBe(false);
  });
});

describe("roles after a restart", () => {
  it("are what they were", async () => {
    await withTempFolder(async (folder) => {
      const before = await openStorage(folder);
      const first = await createIam({ storage: before, clock, accountId, durations });
      await callerOf(first.service)("CreateRole", { RoleName: "r", AssumeRolePolicyDocument: trust });
      const role = await callerOf(first.service)("GetRole", { RoleName: "r" });
      await first.stop();
      await before.close();

      const storage = await openStorage(folder);
      const again = await createIam({ storage, clock, accountId, durations });

      expect(await callerOf(again.service)("GetRole", { RoleName: "R" })).toEqual(role);
      await storage.close();
    });
  });
});
