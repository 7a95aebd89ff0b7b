import { describe, expect, it } from "vitest";
import type { AwsAccess } from "../../../src/aws/access.ts";
import { createDeepReads } from "../../../src/aws/deep-reads.ts";
import type { Listing } from "../../../src/aws/fleet/shared-list.ts";
import { createOwnerTags } from "../../../src/aws/owner-tags.ts";
import { createSettleEstimate } from "../../../src/core/settle-estimate.ts";
import { type FunctionDepths, observeFunction } from "../../../src/kinds/function/observe.ts";
import { type Forwarding, observeLogGroup } from "../../../src/kinds/log-group/observe.ts";
import { observeStream, type StreamDepths } from "../../../src/kinds/stream/observe.ts";
import { createShownKeys } from "../../../src/kinds/stream/shown-keys.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { byKey, makeFunction, makeLogGroup, makeStream, testTarget } from "../../support/made-resources.ts";

const ours = { "xflow.dev/instance": "test" };
const place = "eu-west-1:123456789012";
const long = Date.UTC(2020, 0, 1);

/** An account with one of each, that answers as it is told to, and counts. */
function setUp() {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const calls: string[] = [];
  const answers: Record<string, object> = {};
  const row = { FunctionName: "counter", RevisionId: "r1", LastModified: new Date(long).toISOString() };
  const rows: Record<string, object> = { counter: row };
  const listOf = (found: () => Record<string, object>) => ({
    pages: () => 1,
    begunAtMs: () => undefined,
    get: async (): Promise<Listing<never>> => {
      const entries = Object.entries(found()) as [string, never][];
      return { kind: "listed", startedAtMs: clock.now(), rows: new Map(entries) };
    },
  });
  const indexed = {
    [`arn:aws:lambda:${place}:function:counter`]: ours,
    [`arn:aws:kinesis:${place}:stream/Words`]: ours,
    [`arn:aws:logs:${place}:log-group:/aws/lambda/counter`]: ours,
  };
  const tagged = { main: listOf(() => indexed), mappings: listOf(() => ({})) };
  const client = async () => ({});
  const access = {
    target: testTarget,
    clock,
    clients: { lambda: client, kinesis: client, logs: client },
    call: async (name: string) => {
      calls.push(name);
      const answer = answers[name];
      if (answer !== undefined) return answer;
      throw Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
    },
    fleet: {
      functions: listOf(() => rows),
      streams: listOf(() => ({ Words: { StreamStatus: "ACTIVE" } })),
      logGroups: () => listOf(() => ({ "/aws/lambda/counter": {} })),
      tagged,
    },
    ownerTags: createOwnerTags({ clock, fleet: { tagged }, instance: "test" }),
  } as unknown as AwsAccess;
  return { access, calls, answers, rows, row, clock };
}

type Observing = Promise<{ readonly kind: string; readonly state?: { readonly fields: object } }>;
const fieldsOf = async (observing: Observing) => (await observing).state?.fields;

describe("a function looked at", () => {
  const active = { State: "Active", LastUpdateStatus: "Successful" };
  const bare = makeFunction();

  function setUpFunction() {
    const aws = setUp();
    const reading = { access: aws.access, depths: createDeepReads<FunctionDepths>({ now: () => 0 }) };
    const look = (more: object = {}, resource = bare) =>
      observeFunction(reading, resource, { newerThan: aws.clock.now(), ...more });
    const answer = (more: object) => {
      const { Configuration, ...rest } = { Configuration: {}, ...more } as { Configuration: object };
      aws.answers["lambda:GetFunction"] = {
        Configuration: { ...aws.row, ...active, ...Configuration },
        Tags: ours,
        ...rest,
      };
    };
    return { ...aws, look, answer };
  }

  it("deeply shows that it failed, which is remembered until it changes", async () => {
    const { look, answer, calls, rows, row } = setUpFunction();
    answer({ Configuration: { State: "Failed", StateReason: "no such subnet" } });

    expect(await look()).toMatchObject({ health: { kind: "ready" } });
    expect(await look({ deep: true })).toMatchObject({ health: { kind: "failed" } });
    expect(await look()).toMatchObject({ health: { kind: "failed" } });
    expect(calls).toEqual(["lambda:GetFunction"]);
    rows["counter"] = { ...row, RevisionId: "r2" };

    expect(await look()).toMatchObject({ health: { kind: "ready" } });
  });

  it("by a list alone shows what somebody changed, whatever is remembered", async () => {
    const { look, answer, rows, row } = setUpFunction();
    answer({});
    await look({ deep: true });
    rows["counter"] = { ...row, MemorySize: 512 };
    expect(await fieldsOf(look())).toMatchObject({ memoryMb: 512 });
    rows["counter"] = { ...row, RevisionId: "r2", MemorySize: 1024 };

    expect(await fieldsOf(look())).toMatchObject({ memoryMb: 1024 });
  });

  it("deeply shows a concurrency that nobody declared, and goes on looking for it", async () => {
    const { look, answer, calls, rows, row } = setUpFunction();
    answer({ Concurrency: { ReservedConcurrentExecutions: 0 } });
    expect(await fieldsOf(look())).not.toHaveProperty("reservedConcurrency");

    expect(await fieldsOf(look({ deep: true }))).toMatchObject({ reservedConcurrency: 0 });
    rows["counter"] = { ...row, RevisionId: "r2" };
    answer({ Configuration: { RevisionId: "r2" } });
    expect(await fieldsOf(look())).not.toHaveProperty("reservedConcurrency");
    expect(calls).toHaveLength(2);
    await look();
    expect(calls).toHaveLength(2);
  });

  it("shows a concurrency that was declared when last applied", async () => {
    const { look, answer } = setUpFunction();
    answer({ Concurrency: { ReservedConcurrentExecutions: 3 } });

    const fields = await fieldsOf(look({ fields: ["reservedConcurrency"] }));

    expect(fields).toMatchObject({ reservedConcurrency: 3 });
  });

  it("deeply has the tags of the same answer, not the index's", async () => {
    const { look, answer, calls } = setUpFunction();
    answer({ Tags: { ...ours, team: "y" } });
    await look();

    expect(await fieldsOf(look({ deep: true }))).toMatchObject({ tags: { team: "y" } });
    expect(calls).toEqual(["lambda:GetFunction"]);
  });

  it("deeply is an error when its tags were left out, and absent when it is gone", async () => {
    const { look, answer, answers } = setUpFunction();
    answer({ Tags: undefined, TagsError: { Message: "no lambda:ListTags" } });
    await expect(look({ deep: true })).rejects.toThrow("no lambda:ListTags");
    delete answers["lambda:GetFunction"];

    expect(await look({ deep: true })).toEqual({ kind: "absent" });
  });
});

describe("a stream looked at", () => {
  it("deeply is described anew, and not otherwise", async () => {
    const { access, answers, calls, clock } = setUp();
    const depths = createDeepReads<StreamDepths>({ now: () => 0 });
    const shownKeys = createShownKeys();
    const reading = { access, depths, pace: createSettleEstimate(clock), shownKeys };
    const look = (more: object = {}) =>
      observeStream(reading, makeStream(), { newerThan: clock.now(), ...more });
    const describeAs = (OpenShardCount: number) => {
      answers["kinesis:DescribeStreamSummary"] = {
        StreamDescriptionSummary: { StreamStatus: "ACTIVE", OpenShardCount, RetentionPeriodHours: 24 },
      };
    };
    describeAs(1);
    await look();
    describeAs(2);

    expect(await fieldsOf(look())).toMatchObject({ shards: 1 });
    expect(await fieldsOf(look({ deep: true }))).toMatchObject({ shards: 2 });
    expect(calls).toHaveLength(2);
  });
});

describe("a log group looked at", () => {
  const forwarding = makeLogGroup({ spec: { destination: { arn: "arn:d", filterPattern: "" } } });

  function setUpGroup() {
    const aws = setUp();
    const reading = {
      access: aws.access,
      ports: { resources: byKey([forwarding]) },
      forwarding: createDeepReads<Forwarding>({ now: () => 0 }),
    };
    const look = (more: object = {}, resource = forwarding) =>
      observeLogGroup(reading, resource, { newerThan: aws.clock.now(), ...more });
    const forwardTo = (destinationArn: string) => {
      const filter = { filterName: "xflow", destinationArn, filterPattern: "" };
      aws.answers["logs:DescribeSubscriptionFilters"] = { subscriptionFilters: [filter] };
    };
    return { ...aws, look, forwardTo };
  }

  it("deeply is asked again where it forwards to", async () => {
    const { look, forwardTo, calls } = setUpGroup();
    forwardTo("arn:d");
    await look();
    forwardTo("arn:theirs");

    expect(await fieldsOf(look())).toMatchObject({ destination: { arn: "arn:d" } });
    expect(await fieldsOf(look({ deep: true }))).toMatchObject({ destination: { arn: "arn:theirs" } });
    expect(calls).toHaveLength(2);
  });

  it("is asked where it forwards to while a destination was last applied, though none is declared", async () => {
    const { look, forwardTo, calls } = setUpGroup();
    forwardTo("arn:d");

    expect(await fieldsOf(look({}, makeLogGroup()))).not.toHaveProperty("destination");
    expect(calls).toEqual([]);
    expect(await fieldsOf(look({ fields: ["destination"] }, makeLogGroup()))).toMatchObject({
      destination: { arn: "arn:d" },
    });
  });
});
