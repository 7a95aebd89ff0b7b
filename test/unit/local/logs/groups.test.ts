import { beforeEach, describe, expect, it } from "vitest";
import { createLogs, type Logs } from "../../../../src/local/logs/create-logs.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { callerOf } from "../../../support/made-up-call.ts";
import { createManualClock, type ManualClock } from "../../../support/manual-clock.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";

const accountId = "000000000000";
const arnOf = (name: string) => `arn:aws:logs:us-east-1:${accountId}:log-group:${name}`;

let clock: ManualClock;
let logs: Logs;
let call: ReturnType<typeof callerOf>;

beforeEach(async () => {
  clock = createManualClock();
  logs = await createLogs({ storage: await openStorage(undefined), clock, accountId });
  call = callerOf(logs.service);
});

const names = (response: Record<string, unknown>) =>
  (response["logGroups"] as { logGroupName: string }[]).map(({ logGroupName }) => logGroupName);

describe("log group", () => {
  it("is described with both forms of its ARN", async () => {
    await call("CreateLogGroup", { logGroupName: "/a", tags: { team: "x" } });

    const { logGroups } = await call("DescribeLogGroups");

    expect(logGroups).toEqual([
      {
        logGroupName: "/a",
        creationTime: clock.now(),
        arn: `${arnOf("/a")}:*`,
        logGroupArn: arnOf("/a"),
        metricFilterCount: 0,
        storedBytes: 0,
        logGroupClass: "STANDARD",
        deletionProtectionEnabled: false,
      },
    ]);
  });

  it("exists once per name and region", async () => {
    await call("CreateLogGroup", { logGroupName: "/a" });

    await expect(call("CreateLogGroup", { logGroupName: "/a" })).rejects.toMatchObject({
      code: "ResourceAlreadyExistsException",
      message: "The specified log group already exists",
    });
    await call("CreateLogGroup", { logGroupName: "/a" }, { region: "eu-west-1" });

    expect(names(await call("DescribeLogGroups", {}, { region: "eu-west-1" }))).toEqual(["/a"]);
  });

  it.each([
    { input: {}, reason: "no name" },
    { input: { logGroupName: "a b" }, reason: "a space" },
    { input: { logGroupName: "aws/x" }, reason: "reserved" },
    { input: { logGroupName: "a", kmsKeyId: "key" }, reason: "a key that is no ARN" },
    {
      input: { logGroupName: "a", kmsKeyId: `arn:aws:kms:us-east-1:${accountId}:alias/a` },
      reason: "an alias of a key",
    },
    {
      input: { logGroupName: "a", kmsKeyId: `arn:aws:kms:eu-west-1:${accountId}:key/1` },
      reason: "a key of another region",
    },
    { input: { logGroupName: "a", logGroupClass: "DELIVERY" }, reason: "a class that is not honoured" },
    { input: { logGroupName: "a", tags: { "aws:x": "1" } }, reason: "a reserved tag" },
    { input: { logGroupName: "a", retentionInDays: 1 }, reason: "an unknown member" },
  ])("is refused: $reason", async ({ input }) => {
    await expect(call("CreateLogGroup", input)).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  it("is gone after a delete, and its absence is an error everywhere", async () => {
    await call("CreateLogGroup", { logGroupName: "/a" });
    await call("DeleteLogGroup", { logGroupName: "/a" });

    const missing = { code: "ResourceNotFoundException", message: "The specified log group does not exist." };
    await expect(call("DeleteLogGroup", { logGroupName: "/a" })).rejects.toMatchObject(missing);
    await expect(
      call("PutRetentionPolicy", { logGroupName: "/a", retentionInDays: 7 }),
    ).rejects.toMatchObject(missing);
    await expect(call("DescribeLogStreams", { logGroupName: "/a" })).rejects.toMatchObject(missing);
  });

  it("cannot be deleted while protected", async () => {
    await call("CreateLogGroup", { logGroupName: "/a", deletionProtectionEnabled: true });

    await expect(call("DeleteLogGroup", { logGroupName: "/a" })).rejects.toMatchObject({
      code: "ValidationException",
    });
    await call("PutLogGroupDeletionProtection", {
      logGroupIdentifier: arnOf("/a"),
      deletionProtectionEnabled: false,
    });
    await call("DeleteLogGroup", { logGroupName: "/a" });
  });

  it("shows retention and key only while they are set, and refuses other retentions", async () => {
    const kmsKeyId = `arn:aws:kms:us-east-1:${accountId}:key/1`;
    await call("CreateLogGroup", { logGroupName: "/a" });
    await call("PutRetentionPolicy", { logGroupName: "/a", retentionInDays: 14 });
    await call("AssociateKmsKey", { logGroupName: "/a", kmsKeyId });

    expect(await call("DescribeLogGroups")).toMatchObject({ logGroups: [{ retentionInDays: 14, kmsKeyId }] });
    await expect(
      call("PutRetentionPolicy", { logGroupName: "/a", retentionInDays: 8 }),
    ).rejects.toMatchObject({ code: "InvalidParameterException" });

    await call("DeleteRetentionPolicy", { logGroupName: "/a" });
    await call("DisassociateKmsKey", { logGroupName: "/a" });
    const [group] = (await call("DescribeLogGroups"))["logGroups"] as object[];
    expect(Object.keys(group ?? {})).not.toContain("retentionInDays");
    expect(Object.keys(group ?? {})).not.toContain("kmsKeyId");
  });
});

describe("list of log groups", () => {
  beforeEach(async () => {
    for (let index = 0; index < 120; index += 1) {
      const tags = { parity: index % 2 === 0 ? "even" : "odd" };
      await call("CreateLogGroup", { logGroupName: `/g/${String(index).padStart(3, "0")}`, tags });
    }
  });

  it("comes in pages of at most 50", async () => {
    const seen: string[] = [];
    let nextToken: unknown;
    do {
      const page = await call("DescribeLogGroups", { nextToken });
      expect(names(page).length).toBeLessThanOrEqual(50);
      seen.push(...names(page));
      nextToken = page["nextToken"];
    } while (nextToken !== undefined);

    expect(seen).toHaveLength(120);
    expect(seen).toEqual([...new Set(seen)].sort());
    await expect(call("DescribeLogGroups", { limit: 51 })).rejects.toThrow("50");
    await expect(call("DescribeLogGroups", { nextToken: "?" })).rejects.toThrow("nextToken");
  });

  it("is filtered by prefix, by part of the name, or by exact names", async () => {
    expect(names(await call("DescribeLogGroups", { logGroupNamePrefix: "/g/11" }))).toHaveLength(10);
    expect(names(await call("DescribeLogGroups", { logGroupNamePattern: "g/05" }))).toHaveLength(10);
    const exact = { logGroupIdentifiers: ["/g/001", arnOf("/g/002"), "/g/none"] };
    expect(names(await call("DescribeLogGroups", exact))).toEqual(["/g/001", "/g/002"]);
    await expect(call("DescribeLogGroups", { ...exact, logGroupNamePrefix: "/g" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  it("can be asked for by tag and by the start of names", async () => {
    const odd = { logGroupTags: [{ key: "parity", values: ["odd"] }], limit: 1000 };
    expect(names(await call("ListLogGroups", odd))).toHaveLength(60);
    expect(names(await call("ListLogGroups", { ...odd, logGroupNamePattern: "^/g/00|g/11" }))).toHaveLength(
      10,
    );
  });
});

describe("tags of a log group", () => {
  it("are read and written by the ARN without :*", async () => {
    await call("CreateLogGroup", { logGroupName: "/a", tags: { one: "1" } });
    await call("TagResource", { resourceArn: arnOf("/a"), tags: { two: "2" } });
    await call("UntagResource", { resourceArn: arnOf("/a"), tagKeys: ["one", "never"] });

    expect(await call("ListTagsForResource", { resourceArn: arnOf("/a") })).toEqual({ tags: { two: "2" } });
    expect([...logs.tags.tagged("us-east-1")]).toEqual([
      { arn: arnOf("/a"), tags: { two: "2" }, wasTagged: true },
    ]);
    await expect(call("ListTagsForResource", { resourceArn: `${arnOf("/a")}:*` })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  it("are 50 at most", async () => {
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ""]));

    await expect(call("CreateLogGroup", { logGroupName: "/a", tags })).rejects.toMatchObject({
      code: "TooManyTagsException",
    });
  });
});

describe("log groups after a restart", () => {
  it("are what they were", async () => {
    await withTempFolder(async (folder) => {
      const before = await openStorage(folder);
      const first = await createLogs({ storage: before, clock, accountId });
      await callerOf(first.service)("CreateLogGroup", { logGroupName: "/a", tags: { one: "1" } });
      await callerOf(first.service)("CreateLogStream", { logGroupName: "/a", logStreamName: "s" });
      const event = { timestamp: clock.now(), message: "kept" };
      const into = { logGroupName: "/a", logStreamName: "s" };
      await callerOf(first.service)("PutLogEvents", { ...into, logEvents: [event] });
      const described = await callerOf(first.service)("DescribeLogGroups");
      await first.stop();
      await before.close();

      const storage = await openStorage(folder);
      const again = callerOf((await createLogs({ storage, clock, accountId })).service);

      expect(await again("DescribeLogGroups")).toEqual(described);
      expect(await again("GetLogEvents", into)).toMatchObject({ events: [event] });
      await again("PutLogEvents", { ...into, logEvents: [{ ...event, message: "later" }] });
      expect(await again("FilterLogEvents", { logGroupName: "/a" })).toMatchObject({
        events: [event, { ...event, message: "later" }],
      });
      await storage.close();
    });
  });
});
