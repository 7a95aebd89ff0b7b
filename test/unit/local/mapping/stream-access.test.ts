import { beforeEach, describe, expect, it } from "vitest";
import { createRolePermissions } from "../../../../src/local/access/role-permissions.ts";
import { createIam, type Iam } from "../../../../src/local/iam/create-iam.ts";
import { createStreamAccess } from "../../../../src/local/mapping/stream-access.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { callerOf } from "../../../support/made-up-call.ts";
import { createManualClock, type ManualClock } from "../../../support/manual-clock.ts";

const accountId = "000000000000";
const stream = `arn:aws:kinesis:us-east-1:${accountId}:stream/words`;
const role = `arn:aws:iam::${accountId}:role/r`;
const ROLE_MS = 5000;
const POLICY_MS = 3000;

const policyOf = (actions: readonly string[], resource = stream) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: actions.map((name) => `kinesis:${name}`), Resource: resource },
  });
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
});

let clock: ManualClock;
let iam: Iam;
let call: ReturnType<typeof callerOf>;
let problem: () => string | undefined;
let problemWhenEnforced: () => string | undefined;

beforeEach(async () => {
  clock = createManualClock();
  const durations = { propagationMs: ROLE_MS, policyPropagationMs: POLICY_MS };
  iam = await createIam({ storage: await openStorage(undefined), clock, accountId, durations });
  call = callerOf(iam.service);
  const ask = (enforced: boolean) => {
    const permissions = createRolePermissions(iam.lateGrants, { enforced });
    const access = createStreamAccess({ roles: iam.roles, grants: iam.grants, permissions });
    return () => access.problem(role, stream)?.message;
  };
  problem = ask(false);
  problemWhenEnforced = ask(true);
  await call("CreateRole", { RoleName: "r", AssumeRolePolicyDocument: trust });
});

const put = (PolicyDocument: string) =>
  call("PutRolePolicy", { RoleName: "r", PolicyName: "p", PolicyDocument });
const attach = (PolicyArn: string) => call("AttachRolePolicy", { RoleName: "r", PolicyArn });

describe("a role that is to read a stream", () => {
  it("ESM-40 must be one that Lambda can assume by now", async () => {
    await attach("arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole");
    const fresh = problem();
    clock.advance(ROLE_MS);

    expect(fresh).toBe("The role defined for the function cannot be assumed by Lambda.");
    expect(problem()).toBeUndefined();
  });

  it.each([
    { reason: "what a stream's reader needs", actions: ["Get*", "DescribeStream"], allowed: true },
    {
      reason: "the description by its other way",
      actions: ["GetRecords", "GetShardIterator", "DescribeStreamSummary", "ListShards"],
      allowed: true,
    },
    { reason: "no records", actions: ["GetShardIterator", "DescribeStream"], allowed: false },
    { reason: "no description", actions: ["Get*", "DescribeStreamSummary"], allowed: false },
    { reason: "another stream", actions: ["*"], resource: `${stream}2`, allowed: false },
  ])("ESM-40 is taken by its policies: $reason", async ({ actions, resource, allowed }) => {
    await put(policyOf(actions, resource));
    clock.advance(ROLE_MS);

    const refusal = `Cannot access stream ${stream}. Please ensure the role can perform the GetRecords`;
    if (allowed) expect(problem()).toBeUndefined();
    else expect(problem()).toContain(refusal);
  });

  it("is believed without policies, or with one that nobody here knows, unless permissions count", async () => {
    clock.advance(ROLE_MS);
    expect(problem()).toBeUndefined();
    expect(problemWhenEnforced()).toContain("Cannot access stream");
    await attach(`arn:aws:iam::${accountId}:policy/own`);
    clock.advance(POLICY_MS);

    expect(problem()).toBeUndefined();
    expect(problemWhenEnforced()).toContain("Cannot access stream");
  });

  it("is gone by later than its policies change, each way", async () => {
    clock.advance(ROLE_MS);
    await put(policyOf(["*"]));
    const given = problem();
    clock.advance(POLICY_MS - 1);
    await put(policyOf(["*"]));
    clock.advance(1);
    const givenAgain = problem();
    clock.advance(POLICY_MS);
    const known = problem();
    await put(policyOf(["PutRecord"]));
    const taken = problem();
    clock.advance(POLICY_MS);

    expect([given, givenAgain]).toEqual(Array(2).fill(expect.stringContaining("Cannot access stream")));
    expect([known, taken]).toEqual([undefined, undefined]);
    expect(problem()).toContain("Cannot access stream");
  });
});
