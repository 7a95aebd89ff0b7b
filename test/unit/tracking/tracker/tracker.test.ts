import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createTracker, type KinesisRecord } from "../../../../src/tracking/tracker/tracker.mjs";

const context = { getRemainingTimeInMillis: () => 10_000 };

function record(payload: unknown, sequenceNumber = "1", stream = "FileUploaded"): KinesisRecord {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return {
    eventID: `shardId-0:${sequenceNumber}`,
    eventSourceARN: `arn:aws:kinesis:eu-west-1:000000000000:stream/${stream}`,
    kinesis: {
      data: Buffer.from(text).toString("base64"),
      sequenceNumber,
      approximateArrivalTimestamp: Date.now() / 1000,
    },
  };
}

/** CloudWatch Logs in memory; `refuse` names the streams whose events it will not take. */
function createLogs(refuse: ReadonlySet<string> = new Set()) {
  const streams = new Map<string, string[]>();
  const failure = (name: string) => Object.assign(new Error(name), { name });
  const send = async (command: unknown) => {
    if (command instanceof CreateLogStreamCommand) {
      const { logStreamName = "" } = command.input;
      if (streams.has(logStreamName)) throw failure("ResourceAlreadyExistsException");
      streams.set(logStreamName, []);
    }
    if (command instanceof PutLogEventsCommand) {
      const { logStreamName = "", logEvents = [] } = command.input;
      if (refuse.has(logStreamName)) throw failure("ThrottlingException");
      const stream = streams.get(logStreamName);
      if (stream === undefined) throw failure("ResourceNotFoundException");
      stream.push(...logEvents.map(({ message = "" }) => message));
    }
    return {};
  };
  return { streams, client: { send } as never };
}

function track(records: KinesisRecord[], logs = createLogs(), streamPrefix = "") {
  const handler = createTracker({ logs: logs.client, logGroup: "/xFlow/track/flow", streamPrefix });
  return handler({ Records: records }, context);
}

describe("tracker", () => {
  beforeEach(() => {
    vi.spyOn(console, "log").mockReturnValue();
    vi.spyOn(console, "error").mockReturnValue();
    return () => vi.restoreAllMocks();
  });

  it("writes each event to its execution's stream, with the event's name", async () => {
    const logs = createLogs();

    const answer = await track([record({ execution_id: "ex1", a: 1 })], logs);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(logs.streams.get("ex1")?.map((message) => JSON.parse(message).data)).toEqual([
      { execution_id: "ex1", a: 1, event_name: "FileUploaded" },
    ]);
  });

  it("names the event without the name prefix of its stream", async () => {
    const logs = createLogs();

    await track([record({ execution_id: "ex1" }, "1", "dev-FileUploaded")], logs, "dev-");

    expect(logs.streams.get("ex1")?.[0]).toContain('"event_name":"FileUploaded"');
  });

  it("tells events of different streams apart, though shard and sequence number are the same", async () => {
    const logs = createLogs();
    const event = { execution_id: "ex1" };

    await track([record(event, "1", "FileUploaded"), record(event, "1", "FileParsed")], logs);

    const ids = logs.streams.get("ex1")?.map((message) => JSON.parse(message).event_id);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    { reason: "not JSON", payload: "plain text" },
    { reason: "not an object", payload: [1] },
    { reason: "null", payload: null },
    { reason: "no execution_id", payload: { a: 1 } },
    { reason: "an empty execution_id", payload: { execution_id: "" } },
    { reason: "an execution_id that is an object", payload: { execution_id: {} } },
  ])("passes over a record that belongs to no execution: $reason", async ({ payload }) => {
    const logs = createLogs();

    const answer = await track([record(payload, "1"), record({ execution_id: "ex1" }, "2")], logs);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect([...logs.streams.keys()]).toEqual(["ex1"]);
  });

  it("reports what it could not write, so that Lambda delivers it again, and writes the rest", async () => {
    const logs = createLogs(new Set(["ex2"]));

    const answer = await track(
      [
        record({ execution_id: "ex1" }, "1"),
        record({ execution_id: "ex2" }, "2"),
        record({ execution_id: "ex3" }, "3"),
      ],
      logs,
    );

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect([...logs.streams.keys()].sort()).toEqual(["ex1", "ex3"]);
  });

  it("tells of an event too large for a log line, instead of failing for ever", async () => {
    const logs = createLogs();

    await track([record({ execution_id: "ex1", text: "x".repeat(1_048_500) })], logs);

    const [message = ""] = logs.streams.get("ex1") ?? [];
    expect(JSON.parse(message).data).toMatchObject({ execution_id: "ex1", truncated: true });
  });
});
