import { beforeEach, describe, expect, it } from "vitest";
import { createLogs, type Logs } from "../../../../src/local/logs/create-logs.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { callerOf } from "../../../support/made-up-call.ts";
import { createManualClock, type ManualClock } from "../../../support/manual-clock.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const group = { logGroupName: "/g" };

let clock: ManualClock;
let logs: Logs;
let call: ReturnType<typeof callerOf>;

beforeEach(async () => {
  clock = createManualClock();
  logs = await createLogs({ storage: await openStorage(undefined), clock, accountId: "000000000000" });
  call = callerOf(logs.service);
  await call("CreateLogGroup", group);
  for (const logStreamName of ["s", "t"]) await call("CreateLogStream", { ...group, logStreamName });
});

const put = (logStreamName: string, ...events: [number, string][]) =>
  call("PutLogEvents", {
    ...group,
    logStreamName,
    logEvents: events.map(([timestamp, message]) => ({ timestamp, message })),
  });
const messages = (response: Record<string, unknown>) =>
  (response["events"] as { message: string }[]).map(({ message }) => message);

describe("PutLogEvents", () => {
  it.each([
    { events: [], reason: "no event" },
    {
      events: [
        [2, "b"],
        [1, "a"],
      ],
      reason: "not in order",
    },
    {
      events: [
        [0, "a"],
        [dayMs + 1, "b"],
      ],
      reason: "more than a day apart",
    },
    { events: [[0, "x".repeat(1_048_576 - 25)]], reason: "a byte too large" },
    { events: [[0, ""]], reason: "an empty message" },
    { events: Array.from({ length: 10_001 }, () => [0, "x"]), reason: "too many events" },
  ] as { events: [number, string][]; reason: string }[])("refuses the batch: $reason", async ({ events }) => {
    const at = clock.now() - dayMs;
    const shifted = events.map(([timestamp, message]): [number, string] => [at + timestamp, message]);

    await expect(put("s", ...shifted)).rejects.toMatchObject({ code: "InvalidParameterException" });
    expect(await call("FilterLogEvents", group)).toMatchObject({ events: [] });
  });

  it("takes a batch of exactly the largest size", async () => {
    await put("s", [clock.now(), "x".repeat(1_048_576 - 26)]);

    expect(messages(await call("FilterLogEvents", group))).toHaveLength(1);
  });

  it("succeeds without events too old or too new, and says which", async () => {
    const now = clock.now();
    const tooOld = await put("s", [now - 14 * dayMs - 1, "old"], [now - 14 * dayMs, "kept"]);
    const tooNew = await put("s", [now + 2 * hourMs, "soon"], [now + 2 * hourMs + 1, "new"]);

    expect(tooOld["rejectedLogEventsInfo"]).toEqual({ tooOldLogEventEndIndex: 1 });
    expect(tooNew["rejectedLogEventsInfo"]).toEqual({ tooNewLogEventStartIndex: 1 });
    expect(messages(await call("FilterLogEvents", group))).toEqual(["kept", "soon"]);
  });

  it("succeeds without events that retention would drop", async () => {
    await call("PutRetentionPolicy", { ...group, retentionInDays: 1 });

    const answer = await put("s", [clock.now() - dayMs - 1, "expired"], [clock.now() - 1, "kept"]);

    expect(answer["rejectedLogEventsInfo"]).toEqual({ expiredLogEventEndIndex: 1 });
    expect(messages(await call("FilterLogEvents", group))).toEqual(["kept"]);
  });

  it("needs the stream to exist", async () => {
    await expect(put("none", [clock.now(), "a"])).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
  });
});

describe("GetLogEvents", () => {
  const read = (input: object) => call("GetLogEvents", { ...group, logStreamName: "s", ...input });

  it("answers with the newest events unless told to start at the head", async () => {
    const now = clock.now();
    await put("s", [now, "a"], [now + 1, "b"], [now + 2, "c"]);

    expect(messages(await read({ limit: 2 }))).toEqual(["b", "c"]);
    expect(messages(await read({ limit: 2, startFromHead: true }))).toEqual(["a", "b"]);
  });

  it("returns the same forward token at the end, and finds later events with it", async () => {
    const now = clock.now();
    await put("s", [now, "a"]);
    const { nextForwardToken } = await read({ startFromHead: true });

    const end = await read({ nextToken: nextForwardToken, startFromHead: true });
    await put("s", [now, "b"]);
    const more = await read({ nextToken: nextForwardToken, startFromHead: true });

    expect(end).toMatchObject({ events: [], nextForwardToken });
    expect(messages(more)).toEqual(["b"]);
  });

  it("pages backwards to the first event and stays there", async () => {
    const now = clock.now();
    await put("s", [now, "a"], [now + 1, "b"], [now + 2, "c"]);

    const last = await read({ limit: 2 });
    const first = await read({ limit: 2, nextToken: last["nextBackwardToken"] });
    const none = await read({ limit: 2, nextToken: first["nextBackwardToken"] });

    expect(messages(first)).toEqual(["a"]);
    expect(none).toMatchObject({ events: [], nextBackwardToken: first["nextBackwardToken"] });
    expect(messages(await read({ nextToken: none["nextForwardToken"] }))).toEqual(["a", "b", "c"]);
  });

  it("includes startTime and excludes endTime", async () => {
    const now = clock.now();
    await put("s", [now, "a"], [now + 1, "b"], [now + 2, "c"]);

    expect(messages(await read({ startTime: now + 1, endTime: now + 2 }))).toEqual(["b"]);
    await expect(read({ nextToken: "f/1/s" })).rejects.toThrow("nextToken");
  });
});

describe("FilterLogEvents", () => {
  it("interleaves streams by time and includes both ends of the range", async () => {
    const now = clock.now();
    await put("t", [now + 1, "b"], [now + 3, "d"]);
    await put("s", [now, "a"], [now + 2, "c"]);

    expect(messages(await call("FilterLogEvents", group))).toEqual(["a", "b", "c", "d"]);
    const range = { startTime: now + 1, endTime: now + 2 };
    expect(messages(await call("FilterLogEvents", { ...group, ...range }))).toEqual(["b", "c"]);
    const backward = { startFromHead: false, limit: 2 };
    const newest = await call("FilterLogEvents", { ...group, ...backward });
    expect(messages(newest)).toEqual(["d", "c"]);
    const older = await call("FilterLogEvents", { ...group, nextToken: newest["nextToken"] });
    expect(messages(older)).toEqual(["b", "a"]);
    expect(older["nextToken"]).toBeUndefined();
  });

  it("filters by streams and by pattern", async () => {
    const now = clock.now();
    await put("s", [now, "alpha one"], [now, "beta"]);
    await put("t", [now, "alpha two"]);
    const filter = (input: object) => call("FilterLogEvents", { ...group, ...input }).then(messages);

    expect(await filter({ filterPattern: "alpha" })).toEqual(["alpha one", "alpha two"]);
    expect(await filter({ logStreamNames: ["t"] })).toEqual(["alpha two"]);
    expect(await filter({ logStreamNamePrefix: "s", filterPattern: "-beta" })).toEqual(["alpha one"]);
    await expect(filter({ logStreamNames: ["none"] })).rejects.toThrow("stream does not exist");
    await expect(filter({ logStreamNames: ["s"], logStreamNamePrefix: "s" })).rejects.toThrow("one of");
    await expect(filter({ logGroupIdentifier: "/g" })).rejects.toThrow("Exactly one");
  });

  it("takes the group's ARN as identifier", async () => {
    await put("s", [clock.now(), "a"]);
    const logGroupIdentifier = "arn:aws:logs:us-east-1:000000000000:log-group:/g:*";

    expect(messages(await call("FilterLogEvents", { logGroupIdentifier }))).toEqual(["a"]);
  });
});

describe("retention", () => {
  it("hides events by the clock and removes them at the next write", async () => {
    await call("PutRetentionPolicy", { ...group, retentionInDays: 1 });
    await put("s", [clock.now(), "early"]);

    clock.advance(dayMs + 1);
    expect(messages(await call("FilterLogEvents", group))).toEqual([]);
    expect(messages(await call("GetLogEvents", { ...group, logStreamName: "s" }))).toEqual([]);

    await put("t", [clock.now(), "late"]);
    expect(await call("DescribeLogGroups")).toMatchObject({ logGroups: [{ storedBytes: 26 + 4 }] });
  });
});

describe("log streams", () => {
  const names = (response: Record<string, unknown>) =>
    (response["logStreams"] as { logStreamName: string }[]).map(({ logStreamName }) => logStreamName);

  it("are listed by name or by their last event, either way round, in pages", async () => {
    await put("t", [clock.now(), "a"]);
    await put("s", [clock.now() + 1, "b"]);
    const byTime = { ...group, orderBy: "LastEventTime" };

    expect(names(await call("DescribeLogStreams", group))).toEqual(["s", "t"]);
    expect(names(await call("DescribeLogStreams", byTime))).toEqual(["t", "s"]);
    const page = await call("DescribeLogStreams", { ...byTime, descending: true, limit: 1 });
    expect(names(page)).toEqual(["s"]);
    const rest = { ...byTime, descending: true, limit: 1, nextToken: page["nextToken"] };
    expect(await call("DescribeLogStreams", rest)).toMatchObject({
      logStreams: [{ logStreamName: "t", firstEventTimestamp: clock.now(), storedBytes: 0 }],
    });
    await expect(call("DescribeLogStreams", { ...byTime, logStreamNamePrefix: "s" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  it("take their events with them when deleted", async () => {
    await put("s", [clock.now(), "a"]);
    await put("t", [clock.now(), "b"]);
    await call("DeleteLogStream", { ...group, logStreamName: "s" });
    await call("CreateLogStream", { ...group, logStreamName: "s" });

    expect(messages(await call("FilterLogEvents", group))).toEqual(["b"]);
    await expect(call("CreateLogStream", { ...group, logStreamName: "s" })).rejects.toThrow(
      "The specified log stream already exists",
    );
  });
});

describe("log sink", () => {
  it("makes group and stream and sorts what it is given", async () => {
    const target = {
      region: "us-east-1",
      group: "/aws/lambda/f",
      stream: "2026/01/01/[$LATEST]1",
      roleArn: "r",
    };
    const now = clock.now();

    await Promise.all([
      logs.sink.append(target, [
        { timestamp: now + 1, message: "b" },
        { timestamp: now, message: "a" },
      ]),
      logs.sink.append(target, [{ timestamp: now + 2, message: "c" }]),
    ]);

    const found = await call("FilterLogEvents", { logGroupName: target.group });
    expect(messages(found)).toEqual(["a", "b", "c"]);
  });
});
