import { describe, expect, it } from "vitest";
import type { AwsAccess } from "../../../src/aws/access.ts";
import { functionRemains } from "../../../src/kinds/function/remains.ts";
import { roleRemains } from "../../../src/kinds/role/remains.ts";
import { subscriptionRemains } from "../../../src/kinds/subscription/remains.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeFunction, makeRole, makeSubscription, testTarget } from "../../support/made-resources.ts";

const signal = new AbortController().signal;
const ours = { "xflow.dev/instance": "test", "xflow.dev/resource": "default/Function/counter" };

/** An account that answers each operation so; what throws, fails. */
function setUp(answers: Readonly<Record<string, object>>) {
  const calls: string[] = [];
  const call = async (name: string) => {
    calls.push(name);
    const answer = answers[name];
    if (answer === undefined) throw Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const client = async () => ({});
  const access = {
    target: testTarget,
    clock: new FakeClock(),
    clients: { iam: client, lambda: client },
    call,
  } as unknown as AwsAccess;
  return { access, calls };
}

describe("what remains of a function", () => {
  const { key } = makeFunction();
  const active = { State: "Active", LastUpdateStatus: "Successful" };
  const remains = (answer: object) =>
    functionRemains(setUp({ "lambda:GetFunction": answer }).access, key, { awsName: "counter" }, signal);

  it("is ours by the tags in the same answer", async () => {
    expect(await remains({ Configuration: active, Tags: ours })).toMatchObject({
      ownership: { kind: "ours" },
      steps: [{ call: "lambda:DeleteFunction", key }],
    });
  });

  it("is nobody knows whose, when its tags are left out for want of a right", async () => {
    const TagsError = { Message: "no lambda:ListTags" };

    expect(await remains({ Configuration: active, TagsError })).toMatchObject({
      ownership: { kind: "unknown" },
    });
  });

  it.each([
    { Tags: {}, kind: "unowned" },
    { Tags: ours, kind: "ours" },
  ])("is $kind by its own list of tags, when the answer has none", async ({ Tags, kind }) => {
    const answers = { "lambda:GetFunction": { Configuration: active }, "lambda:ListTags": { Tags } };
    const { access } = setUp(answers);

    const found = await functionRemains(access, key, { awsName: "counter" }, signal);

    expect(found).toMatchObject({ ownership: { kind } });
  });

  it("is not deleted while an update is under way", async () => {
    const found = await remains({
      Configuration: { ...active, LastUpdateStatus: "InProgress" },
      Tags: ours,
    });

    expect(found).toMatchObject({ busy: { reason: "the function is being updated" } });
  });

  it("can be deleted when it failed", async () => {
    expect(await remains({ Configuration: { State: "Failed" }, Tags: ours })).not.toHaveProperty("busy");
  });

  it("is an error when it cannot be read", async () => {
    await expect(
      remains(Object.assign(new Error("no"), { name: "AccessDeniedException" })),
    ).rejects.toThrow();
  });
});

describe("what remains of a role", () => {
  const { key } = makeRole();
  const role = (instance: string) => ({
    Role: { Arn: "arn:role", Tags: [{ Key: "xflow.dev/instance", Value: instance }] },
  });

  it("is refused while machines run as it, naming their profiles", async () => {
    const { access } = setUp({
      "iam:GetRole": role("test"),
      "iam:ListInstanceProfilesForRole": { InstanceProfiles: [{ InstanceProfileName: "web" }] },
    });

    await expect(roleRemains(access, key, { awsName: "runner" }, signal)).rejects.toMatchObject({
      disposition: { kind: "terminal", reason: "InUse" },
      message: expect.stringContaining("instance profiles web"),
    });
  });

  it("is looked at no further when it is not ours, and no call is offered", async () => {
    const { access, calls } = setUp({ "iam:GetRole": role("blue") });

    const found = await roleRemains(access, key, { awsName: "runner" }, signal);

    expect(found).toMatchObject({ ownership: { kind: "foreign" }, steps: [] });
    expect(calls).toEqual(["iam:GetRole"]);
  });
});

describe("what remains of a subscription", () => {
  const { key } = makeSubscription();
  const identity = { awsName: "Words:counter", streamName: "Words", functionName: "counter" };
  const lambda = "arn:aws:lambda:eu-west-1:123456789012:function:counter";

  it("is the mapping of its stream and function, not that of an alias", async () => {
    const EventSourceMappings = [
      { UUID: "u-alias", FunctionArn: `${lambda}:live`, State: "Enabled" },
      { UUID: "u-1", FunctionArn: `${lambda}:$LATEST`, State: "Enabled" },
    ];
    const { access } = setUp({
      "lambda:ListEventSourceMappings": { EventSourceMappings },
      "lambda:ListTags": { Tags: ours },
    });

    expect(await subscriptionRemains(access, key, identity, signal)).toMatchObject({
      arn: expect.stringContaining("u-1"),
      steps: [{ action: { kind: "delete", uuid: "u-1" } }],
    });
  });

  it("is nothing when only others receive the stream", async () => {
    const EventSourceMappings = [{ UUID: "u-2", FunctionArn: `${lambda}2`, State: "Enabled" }];
    const { access } = setUp({ "lambda:ListEventSourceMappings": { EventSourceMappings } });

    expect(await subscriptionRemains(access, key, identity, signal)).toEqual({ kind: "absent" });
  });

  it("cannot be found without knowing what it connects", async () => {
    const { access } = setUp({});

    await expect(subscriptionRemains(access, key, { awsName: "x" }, signal)).rejects.toThrow(
      "connects nothing",
    );
  });
});
