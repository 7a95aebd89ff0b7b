import { beforeEach, describe, expect, it } from "vitest";
import { createLogs, type Logs } from "../../../../src/local/logs/create-logs.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { callerOf } from "../../../support/made-up-call.ts";
import { createManualClock, type ManualClock } from "../../../support/manual-clock.ts";
import { createModelDestinations, type ModelDestinations } from "../../../support/model-destinations.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";

const accountId = "000000000000";
const stream = `arn:aws:kinesis:us-east-1:${accountId}:stream/s`;
const fn = `arn:aws:lambda:us-east-1:${accountId}:function:f`;
const roleArn = `arn:aws:iam::${accountId}:role/logs`;
const group = { logGroupName: "/a" };

let clock: ManualClock;
let logs: Logs;
let world: ModelDestinations;
let call: ReturnType<typeof callerOf>;

beforeEach(async () => {
  clock = createManualClock();
  world = createModelDestinations();
  logs = await createLogs({ storage: await openStorage(undefined), clock, accountId });
  logs.forwardTo(world);
  call = callerOf(logs.service);
  await call("CreateLogGroup", group);
  for (const logStreamName of ["one", "two"]) await call("CreateLogStream", { ...group, logStreamName });
});

const toStream = { ...group, filterName: "x", filterPattern: "", destinationArn: stream, roleArn };
const toFunction = { ...group, filterName: "x", filterPattern: "", destinationArn: fn };

const log = (logStreamName: string, ...messages: string[]) =>
  call("PutLogEvents", {
    ...group,
    logStreamName,
    logEvents: messages.map((message) => ({ timestamp: clock.now(), message })),
  });
const filters = async (input: object = {}) =>
  (await call("DescribeSubscriptionFilters", { ...group, ...input }))["subscriptionFilters"] as {
    filterName: string;
  }[];
/** Lets deliveries that wait for nothing but the event loop go out. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const delivered = () => world.received.filter(({ message }) => message.messageType === "DATA_MESSAGE");
const linesOf = (entries: ModelDestinations["received"]) =>
  entries.flatMap(({ message }) => message.logEvents.map((event) => event.message));

describe("PutSubscriptionFilter", () => {
  it("keeps a filter, with AWS's defaults", async () => {
    await call("PutSubscriptionFilter", toStream);

    expect(await filters()).toEqual([
      { ...toStream, distribution: "ByLogStream", applyOnTransformedLogs: false, creationTime: clock.now() },
    ]);
  });

  it("replaces all of the filter of the same name but the time it was made", async () => {
    await call("PutSubscriptionFilter", { ...toStream, distribution: "Random" });
    const creationTime = clock.now();
    clock.advance(5000);
    await call("PutSubscriptionFilter", { ...toFunction, filterPattern: "ERROR" });

    expect(await filters()).toEqual([
      {
        ...toFunction,
        filterPattern: "ERROR",
        distribution: "ByLogStream",
        applyOnTransformedLogs: false,
        creationTime,
      },
    ]);
  });

  it("takes two a group, and a third only in place of one", async () => {
    await call("PutSubscriptionFilter", toStream);
    await call("PutSubscriptionFilter", { ...toFunction, filterName: "y" });

    await expect(call("PutSubscriptionFilter", { ...toFunction, filterName: "z" })).rejects.toMatchObject({
      code: "LimitExceededException",
      message: "Resource limit exceeded.",
    });
    await call("PutSubscriptionFilter", { ...toFunction, filterName: "y", filterPattern: "ERROR" });
    await call("DeleteSubscriptionFilter", { ...group, filterName: "x" });
    await call("PutSubscriptionFilter", { ...toFunction, filterName: "z" });

    expect((await filters()).map(({ filterName }) => filterName)).toEqual(["y", "z"]);
  });

  it("tries the destination with a control message", async () => {
    await call("PutSubscriptionFilter", toStream);
    await call("PutSubscriptionFilter", { ...toFunction, filterName: "y" });

    const control = { messageType: "CONTROL_MESSAGE", owner: "CloudwatchLogs", subscriptionFilters: [] };
    expect(world.received).toMatchObject([
      { arn: stream, message: control },
      {
        arn: fn,
        message: control,
        caller: { sourceArn: `arn:aws:logs:us-east-1:${accountId}:log-group:/a:*` },
      },
    ]);
  });

  const elsewhere = "arn:aws:lambda:us-east-1:111111111111:function:f";
  it.each([
    { change: { roleArn: undefined }, error: "cannot be used without roleArn", reason: "no role" },
    { change: { destinationArn: fn }, error: "cannot be used with roleArn", reason: "a role for Lambda" },
    {
      change: { roleArn: "arn:aws:iam::111111111111:role/r" },
      error: "Cross-account pass role",
      reason: "a foreign role",
    },
    {
      change: { roleArn: `${roleArn}-none` },
      error: "permission to assume the provided role",
      reason: "no such role",
    },
    { change: { destinationArn: `${stream}-none` }, error: "is in ACTIVE state", reason: "no such stream" },
    {
      change: { destinationArn: stream.replace("us-east-1", "eu-west-1") },
      error: "is in ACTIVE state",
      reason: "a stream of another region",
    },
    {
      change: { destinationArn: `${fn}-none`, roleArn: undefined },
      error: "Cross-account",
      reason: "no such function",
    },
    {
      change: { destinationArn: elsewhere, roleArn: undefined },
      error: "Cross-account",
      reason: "a foreign function",
    },
    {
      change: { destinationArn: fn.replace("us-east-1", "eu-west-1"), roleArn: undefined },
      error: "region",
      reason: "a function of another region",
    },
    {
      change: { destinationArn: `arn:aws:firehose:us-east-1:${accountId}:deliverystream/d` },
      error: "not supported",
      reason: "Firehose",
    },
    {
      change: { destinationArn: `arn:aws:dynamodb:us-east-1:${accountId}:table/t` },
      error: "for vendor dynamodb",
      reason: "another service",
    },
    { change: { destinationArn: "s" }, error: "destinationArn", reason: "no ARN" },
    { change: { filterName: "a:b" }, error: "filterName", reason: "a colon in the name" },
    { change: { filterPattern: undefined }, error: "filterPattern", reason: "no pattern" },
    { change: { filterPattern: "{ $.a = " }, error: "pattern", reason: "a malformed pattern" },
    { change: { distribution: "ByGroup" }, error: "distribution", reason: "an unknown distribution" },
    { change: { applyOnTransformedLogs: true }, error: "not supported", reason: "transformed logs" },
    { change: { logGroupName: "/none" }, error: "log group does not exist", reason: "no such group" },
  ])("refuses $reason, and keeps nothing", async ({ change, error }) => {
    for (const arn of [`${roleArn}-none`, `${stream}-none`, `${fn}-none`]) world.missing.add(arn);

    await expect(call("PutSubscriptionFilter", { ...toStream, ...change })).rejects.toThrow(error);
    expect(await filters()).toEqual([]);
  });

  it("refuses a function that may not be invoked, or cannot be yet", async () => {
    for (const answer of ["refused", "busy"] as const) {
      world.answers.push(answer);
      await expect(call("PutSubscriptionFilter", toFunction)).rejects.toMatchObject({
        code: "InvalidParameterException",
        message: expect.stringContaining("Could not execute the lambda function"),
      });
    }
    expect(await filters()).toEqual([]);
  });

  it("refuses groups of infrequent access, which have none", async () => {
    await call("CreateLogGroup", { logGroupName: "/rare", logGroupClass: "INFREQUENT_ACCESS" });

    await expect(call("PutSubscriptionFilter", { ...toStream, logGroupName: "/rare" })).rejects.toMatchObject(
      { code: "InvalidOperationException" },
    );
  });
});

describe("DescribeSubscriptionFilters and DeleteSubscriptionFilter", () => {
  it("list by prefix and in pages", async () => {
    await call("PutSubscriptionFilter", toStream);
    await call("PutSubscriptionFilter", { ...toFunction, filterName: "y" });

    const first = await call("DescribeSubscriptionFilters", { ...group, limit: 1 });
    const second = await call("DescribeSubscriptionFilters", { ...group, nextToken: first["nextToken"] });

    expect(first["subscriptionFilters"]).toMatchObject([{ filterName: "x" }]);
    expect(second).toMatchObject({ subscriptionFilters: [{ filterName: "y" }] });
    expect(second["nextToken"]).toBeUndefined();
    expect(await filters({ filterNamePrefix: "y" })).toMatchObject([{ filterName: "y" }]);
    await expect(filters({ nextToken: "?" })).rejects.toThrow("nextToken");
    await expect(filters({ limit: 51 })).rejects.toThrow("50");
  });

  it("say that there is no such filter or group", async () => {
    const missing = { code: "ResourceNotFoundException" };
    await expect(call("DeleteSubscriptionFilter", { ...group, filterName: "x" })).rejects.toMatchObject({
      ...missing,
      message: "The specified subscription filter does not exist.",
    });
    await expect(call("DescribeSubscriptionFilters", { logGroupName: "/none" })).rejects.toMatchObject(
      missing,
    );
  });

  it("filters end with their group, and survive a restart with it", async () => {
    await withTempFolder(async (folder) => {
      const before = await openStorage(folder);
      const first = await createLogs({ storage: before, clock, accountId });
      first.forwardTo(world);
      const run = callerOf(first.service);
      for (const logGroupName of ["/kept", "/gone"]) {
        await run("CreateLogGroup", { logGroupName });
        await run("PutSubscriptionFilter", { ...toStream, logGroupName });
      }
      await run("DeleteLogGroup", { logGroupName: "/gone" });
      await run("CreateLogGroup", { logGroupName: "/gone" });
      await before.close();

      const storage = await openStorage(folder);
      const again = callerOf((await createLogs({ storage, clock, accountId })).service);

      const described = (logGroupName: string) => again("DescribeSubscriptionFilters", { logGroupName });
      expect(await described("/kept")).toMatchObject({ subscriptionFilters: [{ destinationArn: stream }] });
      expect(await described("/gone")).toEqual({ subscriptionFilters: [] });
      await storage.close();
    });
  });
});

describe("delivery", () => {
  it("sends the matching events of each call as the documented record", async () => {
    await call("PutSubscriptionFilter", { ...toStream, filterPattern: "ERROR" });
    await log("one", "ERROR first", "fine", "ERROR second");
    await settle();

    const found = (await call("FilterLogEvents", { ...group, filterPattern: "ERROR" }))["events"] as {
      eventId: string;
      timestamp: number;
      message: string;
    }[];
    expect(delivered().map(({ message }) => message)).toEqual([
      {
        messageType: "DATA_MESSAGE",
        owner: accountId,
        logGroup: "/a",
        logStream: "one",
        subscriptionFilters: ["x"],
        logEvents: found.map(({ eventId, timestamp, message }) => ({ id: eventId, timestamp, message })),
      },
    ]);
  });

  it("sends nothing when nothing matches, and nothing that came before the filter or after its end", async () => {
    await log("one", "before");
    await call("PutSubscriptionFilter", { ...toFunction, filterPattern: '{ $.level = "ERROR" }' });
    await log("one", '{"level":"INFO"}');
    await log("one", '{"level":"ERROR"}');
    await call("DeleteSubscriptionFilter", { ...group, filterName: "x" });
    await log("one", '{"level":"ERROR","late":true}');
    await settle();

    expect(linesOf(delivered())).toEqual(['{"level":"ERROR"}']);
  });

  it("forwards functions' own output too, to every filter", async () => {
    await call("PutSubscriptionFilter", toStream);
    await call("PutSubscriptionFilter", { ...toFunction, filterName: "y" });
    await logs.sink.append({ region: "us-east-1", group: "/a", stream: "new", roleArn: "r" }, [
      { timestamp: clock.now(), message: "said" },
    ]);
    await settle();

    expect(delivered()).toMatchObject([
      { arn: stream, message: { subscriptionFilters: ["x"], logStream: "new" } },
      { arn: fn, message: { subscriptionFilters: ["y"], logStream: "new" } },
    ]);
  });

  it("keeps a log stream's events in one shard unless they are to be spread", async () => {
    await call("PutSubscriptionFilter", toStream);
    for (const [name, line] of [
      ["one", "a"],
      ["one", "b"],
      ["two", "c"],
    ] as const)
      await log(name, line);
    await call("PutSubscriptionFilter", { ...toStream, distribution: "Random" });
    for (const line of ["d", "e"]) await log("one", line);
    await settle();

    const keys = delivered().map(({ key }) => key);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(4);
  });

  it("tries a busy destination again for a day, and gives up on one that refuses", async () => {
    await call("PutSubscriptionFilter", toStream);
    world.answers.push("busy", "busy", "taken", "refused");
    await log("one", "kept");
    await settle();
    clock.advance(1000);
    await settle();
    clock.advance(2000);
    await settle();
    await log("one", "lost");
    await settle();

    expect(linesOf(delivered())).toEqual(["kept", "kept", "kept", "lost"]);
    expect(clock.pending).toBe(0);
  });

  it("drops what waits when it stops", async () => {
    await call("PutSubscriptionFilter", toStream);
    world.answers.push("busy");
    await log("one", "waiting");
    await settle();

    await logs.stop();
    await logs.stop();

    expect(clock.pending).toBe(0);
    expect(linesOf(delivered())).toEqual(["waiting"]);
  });
});
