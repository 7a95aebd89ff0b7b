import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createSqs, type Sqs } from "../../../../src/local/sqs/create-sqs.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { callerOf } from "../../../support/made-up-call.ts";
import { createManualClock, type ManualClock } from "../../../support/manual-clock.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";

const accountId = "000000000000";
const endpoint = () => "http://127.0.0.1:4566";
const QueueUrl = `http://127.0.0.1:4566/${accountId}/failures`;
const queueArn = `arn:aws:sqs:us-east-1:${accountId}:failures`;

let clock: ManualClock;
let sqs: Sqs;
let call: ReturnType<typeof callerOf>;

beforeEach(async () => {
  clock = createManualClock();
  sqs = await createSqs({ storage: await openStorage(undefined), clock, accountId, endpoint });
  call = callerOf(sqs.service);
});

interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
  readonly MessageId: string;
}
const send = (MessageBody: string, more: object = {}) =>
  call("SendMessage", { QueueUrl, MessageBody, ...more });
const receive = async (more: object = {}) =>
  ((await call("ReceiveMessage", { QueueUrl, ...more }))["Messages"] ?? []) as Message[];
const bodies = async (more?: object) => (await receive(more)).map(({ Body }) => Body);
const attributes = async () =>
  (await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] }))["Attributes"] as Record<
    string,
    string
  >;

describe("queue", () => {
  it("is found by its URL and its name until it is deleted", async () => {
    expect(await call("CreateQueue", { QueueName: "failures" })).toEqual({ QueueUrl });
    expect(await call("CreateQueue", { QueueName: "failures" })).toEqual({ QueueUrl });
    expect(await call("GetQueueUrl", { QueueName: "failures" })).toEqual({ QueueUrl });

    await call("DeleteQueue", { QueueUrl });

    const gone = { code: "QueueDoesNotExist", message: "The specified queue does not exist." };
    await expect(call("GetQueueUrl", { QueueName: "failures" })).rejects.toMatchObject(gone);
    await expect(send("x")).rejects.toMatchObject(gone);
  });

  it("belongs to one region", async () => {
    await call("CreateQueue", { QueueName: "failures" });

    expect(await call("ListQueues", {}, { region: "eu-west-3" })).toEqual({ QueueUrls: [] });
    expect(await call("ListQueues")).toEqual({ QueueUrls: [QueueUrl] });
  });

  it("shows its attributes, and those that are set", async () => {
    await call("CreateQueue", { QueueName: "failures", Attributes: { DelaySeconds: "5" }, tags: { a: "1" } });
    await call("SetQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: "60" } });

    expect(await attributes()).toMatchObject({
      QueueArn: queueArn,
      VisibilityTimeout: "60",
      DelaySeconds: "5",
      MessageRetentionPeriod: "345600",
      ApproximateNumberOfMessages: "0",
      CreatedTimestamp: String(clock.now() / 1000),
    });
    expect([...sqs.tags.tagged("us-east-1")]).toEqual([{ arn: queueArn, tags: { a: "1" } }]);
    await expect(
      call("CreateQueue", { QueueName: "failures", Attributes: { DelaySeconds: "6" } }),
    ).rejects.toMatchObject({ code: "QueueNameExists" });
  });

  it.each([
    { input: { QueueName: "a.fifo" }, code: "UnsupportedOperation" },
    { input: { QueueName: "a b" }, code: "InvalidParameterValue" },
    { input: {}, code: "MissingParameter" },
    { input: { QueueName: "a", Attributes: { RedrivePolicy: "{}" } }, code: "UnsupportedOperation" },
    { input: { QueueName: "a", Attributes: { Colour: "1" } }, code: "InvalidAttributeName" },
    { input: { QueueName: "a", Attributes: { DelaySeconds: "901" } }, code: "InvalidAttributeValue" },
    { input: { QueueName: "a", Attributes: { DelaySeconds: "" } }, code: "InvalidAttributeValue" },
  ])("is refused with $code: $input", async ({ input, code }) => {
    await expect(call("CreateQueue", input)).rejects.toMatchObject({ code });
  });

  it("is listed by prefix, in pages for who asks", async () => {
    for (const QueueName of ["b", "a1", "a2"]) await call("CreateQueue", { QueueName });

    const first = await call("ListQueues", { QueueNamePrefix: "a", MaxResults: 1 });
    const rest = { QueueNamePrefix: "a", MaxResults: 1, NextToken: first["NextToken"] };

    expect(first["QueueUrls"]).toEqual([`${endpoint()}/${accountId}/a1`]);
    expect(await call("ListQueues", rest)).toEqual({ QueueUrls: [`${endpoint()}/${accountId}/a2`] });
  });
});

describe("message", () => {
  beforeEach(() => call("CreateQueue", { QueueName: "failures" }));

  it("is received once per visibility timeout until it is deleted", async () => {
    await send("a");
    await send("b");

    expect(await bodies()).toEqual(["a"]);
    expect(await bodies({ MaxNumberOfMessages: 10 })).toEqual(["b"]);
    expect(await attributes()).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "2",
    });
    clock.advance(30_000);
    const [a] = await receive();
    expect(a?.Body).toBe("a");
    await call("DeleteMessage", { QueueUrl, ReceiptHandle: a?.ReceiptHandle });
    await call("DeleteMessage", { QueueUrl, ReceiptHandle: a?.ReceiptHandle });
    clock.advance(30_000);
    expect(await bodies({ MaxNumberOfMessages: 10 })).toEqual(["b"]);
    await expect(call("DeleteMessage", { QueueUrl, ReceiptHandle: "bad" })).rejects.toMatchObject({
      code: "ReceiptHandleIsInvalid",
    });
  });

  it("carries the digests that SDKs compare", async () => {
    const MessageAttributes = {
      b: { DataType: "Binary", BinaryValue: Buffer.from([1, 2]).toString("base64") },
      a: { DataType: "String", StringValue: "x" },
    };
    // Sorted by name: each name, type and value behind its length, the value behind its kind as well.
    const framed = Buffer.concat([
      Buffer.from("\0\0\0\x01a\0\0\0\x06String\x01\0\0\0\x01x", "latin1"),
      Buffer.from("\0\0\0\x01b\0\0\0\x06Binary\x02\0\0\0\x02\x01\x02", "latin1"),
    ]);
    const md5 = (data: string | Buffer) => createHash("md5").update(data).digest("hex");

    const sent = await send("wörld", { MessageAttributes });
    const [received] = await receive({ MessageAttributeNames: ["All"], AttributeNames: ["All"] });

    expect(sent).toMatchObject({ MD5OfMessageBody: md5("wörld"), MD5OfMessageAttributes: md5(framed) });
    expect(received).toMatchObject({
      MessageId: sent["MessageId"],
      MD5OfBody: md5("wörld"),
      MD5OfMessageAttributes: md5(framed),
      MessageAttributes,
      Attributes: { ApproximateReceiveCount: "1", SentTimestamp: String(clock.now()), SenderId: accountId },
    });
  });

  it.each([
    { body: "", more: {}, code: "InvalidParameterValue", reason: "no text" },
    { body: "\u0000", more: {}, code: "InvalidMessageContents", reason: "a control character" },
    { body: "x".repeat(1_048_577), more: {}, code: "InvalidParameterValue", reason: "too large" },
    { body: "x", more: { DelaySeconds: 901 }, code: "InvalidParameterValue", reason: "too long a delay" },
    { body: "x", more: { MessageGroupId: "g" }, code: "UnsupportedOperation", reason: "a FIFO member" },
    {
      body: "x",
      more: { MessageAttributes: { a: { DataType: "Date", StringValue: "x" } } },
      code: "InvalidParameterValue",
      reason: "an unknown type",
    },
    { body: "x", more: { MessageAttributes: { a: null } }, code: "InvalidParameterValue", reason: "null" },
  ])("is refused with $code: $reason", async ({ body, more, code }) => {
    await expect(send(body, more)).rejects.toMatchObject({ code });
  });

  it("that is delayed comes later, and one older than retention never", async () => {
    await send("late", { DelaySeconds: 10 });
    expect(await bodies()).toEqual([]);
    expect(await attributes()).toMatchObject({ ApproximateNumberOfMessagesDelayed: "1" });
    clock.advance(10_000);
    expect(await bodies()).toEqual(["late"]);
    clock.advance(345_600_000);
    expect(await bodies()).toEqual([]);
  });

  it("is gone after a purge", async () => {
    await send("a");
    await call("PurgeQueue", { QueueUrl });

    expect(await bodies()).toEqual([]);
  });
});

describe("long poll", () => {
  beforeEach(() => call("CreateQueue", { QueueName: "failures" }));

  it("ends with the next message sent", async () => {
    const polled = bodies({ WaitTimeSeconds: 20 });
    await send("a");

    expect(await polled).toEqual(["a"]);
    expect(clock.pending).toBe(0);
  });

  it("ends with a hidden message that comes back", async () => {
    await send("a");
    await receive({ VisibilityTimeout: 5 });
    const polled = bodies({ WaitTimeSeconds: 20 });
    await vi.waitUntil(() => clock.pending === 1);
    clock.advance(5000);

    expect(await polled).toEqual(["a"]);
  });

  it("ends empty at its time, when the client leaves, and when the service stops", async () => {
    const leaving = new AbortController();
    const polls = [
      call("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 1 }),
      call("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 }, { signal: leaving.signal }),
      call("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 }),
    ];
    await vi.waitUntil(() => clock.pending === 3);

    clock.advance(1000);
    expect(await polls[0]).toEqual({});
    leaving.abort();
    expect(await polls[1]).toEqual({});
    await sqs.stop();
    expect(await polls[2]).toEqual({});
    expect(clock.pending).toBe(0);
  });
});

describe("sender", () => {
  it("puts messages into queues by ARN", async () => {
    await call("CreateQueue", { QueueName: "failures" });

    expect(sqs.sender.queueExists(queueArn)).toBe(true);
    expect(sqs.sender.queueExists(queueArn.replace("us-east-1", "eu-west-3"))).toBe(false);
    await sqs.sender.send(queueArn, "failed");
    expect(await bodies()).toEqual(["failed"]);
    await expect(sqs.sender.send(`${queueArn}-none`, "x")).rejects.toMatchObject({
      code: "QueueDoesNotExist",
    });
  });
});

describe("queues after a restart", () => {
  it("hold their messages in order", async () => {
    await withTempFolder(async (folder) => {
      const before = await openStorage(folder);
      const first = await createSqs({ storage: before, clock, accountId, endpoint });
      await callerOf(first.service)("CreateQueue", { QueueName: "failures" });
      await first.sender.send(queueArn, "a");
      await first.stop();
      await before.close();

      const storage = await openStorage(folder);
      const again = await createSqs({ storage, clock, accountId, endpoint });
      await again.sender.send(queueArn, "b");

      const found = await callerOf(again.service)("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
      expect(found["Messages"]).toMatchObject([{ Body: "a" }, { Body: "b" }]);
      await storage.close();
    });
  });
});
