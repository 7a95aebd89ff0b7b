import { describe, expect, it } from "vitest";
import { AwsError } from "../../../../src/local/aws-error.ts";
import { createMappingBench, TRANSITION_MS } from "../../../support/mapping-bench.ts";
import { MODEL_QUEUE } from "../../../support/model-destination.ts";

const STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/model";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:model";

const INPUT = { EventSourceArn: STREAM, FunctionName: "model", StartingPosition: "TRIM_HORIZON" };

async function create(changes: Record<string, unknown> = {}, options = {}) {
  const { world } = await createMappingBench(options);
  return world.call("CreateEventSourceMapping", { ...INPUT, ...changes });
}

describe("CreateEventSourceMapping", () => {
  it("ESM-03 ESM-06 answers 202 with every default, in state Creating", async () => {
    const { world, clock } = await createMappingBench();
    const created = await world.call("CreateEventSourceMapping", INPUT);
    const route = world.mappings.routes.find(({ operation }) => operation === "CreateEventSourceMapping");

    expect(route?.status).toBe(202);
    expect(created).toEqual({
      UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${created["UUID"]}`,
      EventSourceArn: STREAM,
      FunctionArn: FUNCTION,
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      BisectBatchOnFunctionError: false,
      TumblingWindowInSeconds: 0,
      FunctionResponseTypes: [],
      DestinationConfig: { OnFailure: {} },
      State: "Creating",
      StateTransitionReason: "User action",
      LastProcessingResult: "No records processed",
      LastModified: clock.now() / 1000,
    });
  });

  it("echoes what was set, and no Enabled", async () => {
    const options = {
      BatchSize: 7,
      MaximumBatchingWindowInSeconds: 300,
      ParallelizationFactor: 10,
      MaximumRecordAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      FilterCriteria: {
        Filters: [{ Pattern: '{"data":{"b":[1]}}' }, { Pattern: '{ "data": {"a": ["x"]} }' }],
      },
      DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } },
      StartingPosition: "AT_TIMESTAMP",
      StartingPositionTimestamp: 1_700_000_000.5,
    };
    const created = await create({ ...options, Enabled: false, Tags: { team: "words" } });

    expect(created).toMatchObject(options);
    expect(created).not.toHaveProperty("Enabled");
    expect(created).not.toHaveProperty("Tags");
  });

  it("leaves an empty filter list out", async () => {
    expect(await create({ FilterCriteria: { Filters: [] } })).not.toHaveProperty("FilterCriteria");
  });

  it.each([
    ["model", FUNCTION],
    ["model:live", `${FUNCTION}:live`],
    ["000000000000:function:model", FUNCTION],
    [`${FUNCTION}:$LATEST`, `${FUNCTION}:$LATEST`],
  ])("brings the function name %s to a full ARN", async (FunctionName, arn) => {
    expect(await create({ FunctionName })).toMatchObject({ FunctionArn: arn });
  });

  it("ESM-37 becomes Enabled, or Disabled if it was made so, after a while", async () => {
    const { world, clock, stream, get } = await createMappingBench();
    const { UUID } = await world.call("CreateEventSourceMapping", INPUT);
    const off = await world.call("CreateEventSourceMapping", {
      ...INPUT,
      FunctionName: "off",
      Enabled: false,
    });
    await clock.advance(TRANSITION_MS - 1);
    expect(await get(String(UUID))).toMatchObject({ State: "Creating" });

    await clock.advance(1);
    expect(await get(String(UUID))).toMatchObject({ State: "Enabled" });
    expect(await get(String(off["UUID"]))).toMatchObject({ State: "Disabled" });
    expect(stream.subscribers).toBe(1);
  });

  it("ESM-07 refuses a second mapping of the same source and function, and names the first", async () => {
    const { world } = await createMappingBench();
    const { UUID } = await world.call("CreateEventSourceMapping", INPUT);

    await expect(
      world.call("CreateEventSourceMapping", {
        ...INPUT,
        FunctionName: FUNCTION,
        StartingPosition: "LATEST",
      }),
    ).rejects.toMatchObject({
      code: "ResourceConflictException",
      status: 409,
      message:
        `The event source arn (" ${STREAM} ") and function (" model ") provided mapping already exists. ` +
        `Please update or delete the existing mapping with UUID ${UUID}`,
    });
    await expect(
      world.call("CreateEventSourceMapping", { ...INPUT, FunctionName: "model:live" }),
    ).resolves.toMatchObject({ State: "Creating" });
  });

  it("ESM-08 refuses a stream that does not exist", async () => {
    const EventSourceArn = "arn:aws:kinesis:us-east-1:000000000000:stream/nowhere";

    await expect(create({ EventSourceArn })).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      status: 400,
      message: `Stream not found: ${EventSourceArn}`,
    });
    await expect(create({ EventSourceArn: STREAM.replace("us-east-1", "eu-west-1") })).rejects.toThrow(
      "Stream not found",
    );
  });

  it("ESM-08 refuses a function that does not exist", async () => {
    const refusal = { code: "InvalidParameterValueException", message: "Function does not exist" };

    await expect(create({}, { functionExists: () => false })).rejects.toMatchObject(refusal);
    await expect(create({ FunctionName: "no such name" })).rejects.toMatchObject(refusal);
  });

  it("asks whether the function's role can read the stream, and answers what is in the way", async () => {
    const asked: string[] = [];
    const access = {
      problem: (role: string, stream: string) => {
        asked.push(role, stream);
        return new AwsError("InvalidParameterValueException", "Cannot access stream");
      },
    };

    await expect(create({}, { access })).rejects.toThrow("Cannot access stream");
    expect(asked).toEqual([expect.stringContaining(":role/"), STREAM]);
  });

  it.each([
    ["BatchSize", 0],
    ["BatchSize", 10_001],
    ["BatchSize", 1.5],
    ["BatchSize", "10"],
    ["MaximumBatchingWindowInSeconds", -1],
    ["MaximumBatchingWindowInSeconds", 301],
    ["ParallelizationFactor", 0],
    ["ParallelizationFactor", 11],
    ["MaximumRetryAttempts", -2],
    ["MaximumRetryAttempts", 10_001],
    ["MaximumRecordAgeInSeconds", -2],
    ["MaximumRecordAgeInSeconds", 0],
    ["MaximumRecordAgeInSeconds", 59],
    ["MaximumRecordAgeInSeconds", 604_801],
    ["BisectBatchOnFunctionError", "yes"],
    ["Enabled", 1],
    ["FunctionResponseTypes", ["Everything"]],
    ["FunctionResponseTypes", ["ReportBatchItemFailures", "ReportBatchItemFailures"]],
    ["FunctionResponseTypes", "ReportBatchItemFailures"],
    ["FilterCriteria", []],
    ["FilterCriteria", { Filters: Array(6).fill({ Pattern: '{"data":{"a":["x"]}}' }) }],
    ["FilterCriteria", { Filters: [{}] }],
    ["FilterCriteria", { Filters: [{ Pattern: `{"data":{"a":["${"x".repeat(4_096)}"]}}` }] }],
    ["Tags", { "aws:x": "y" }],
    ["Tags", { "": "y" }],
    ["Tags", { x: "y".repeat(257) }],
    ["Tags", Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, ""]))],
  ])("ESM-04 refuses %s of %j", async (member, value) => {
    await expect(create({ [member]: value })).rejects.toMatchObject({
      code: expect.stringMatching(/^(ValidationException|InvalidParameterValueException)$/),
      status: 400,
    });
  });

  it.each([
    ["BatchSize", 1],
    ["BatchSize", 10_000],
    ["MaximumBatchingWindowInSeconds", 300],
    ["ParallelizationFactor", 10],
    ["MaximumRetryAttempts", 10_000],
    ["MaximumRecordAgeInSeconds", 60],
    ["MaximumRecordAgeInSeconds", 604_800],
    ["MaximumRecordAgeInSeconds", -1],
  ])("ESM-04 takes %s of %j", async (member, value) => {
    expect(await create({ [member]: value })).toMatchObject({ [member]: value });
  });

  it("words a broken constraint as AWS does", async () => {
    await expect(create({ BatchSize: 0 })).rejects.toThrow(
      "1 validation error detected: Value '0' at 'batchSize' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  });

  it("ESM-29 refuses a filter that AWS would refuse", async () => {
    await expect(
      create({ FilterCriteria: { Filters: [{ Pattern: '{"eventID":["x"]}' }] } }),
    ).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      message:
        'Invalid filter pattern definition. Kinesis records are filtered by "data" only, not "eventID"',
    });
  });

  it.each([
    ["no position", { StartingPosition: undefined }, "Member must not be null"],
    [
      "an unknown position",
      { StartingPosition: "0" },
      "enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]",
    ],
    [
      "a timestamp with LATEST",
      { StartingPosition: "LATEST", StartingPositionTimestamp: 1 },
      "Timestamp only valid",
    ],
    ["AT_TIMESTAMP without one", { StartingPosition: "AT_TIMESTAMP" }, "needs a timestamp"],
    ["a future", { StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: 4e9 }, "in the past"],
    ["a negative one", { StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: -1 }, "in the past"],
  ])("ESM-05 refuses %s", async (_, changes, message) => {
    await expect(create(changes)).rejects.toThrow(message);
  });

  it.each([
    ["TumblingWindowInSeconds", 30],
    ["SelfManagedEventSource", { Endpoints: {} }],
    ["ScalingConfig", { MaximumConcurrency: 5 }],
    ["SourceAccessConfigurations", [{ Type: "BASIC_AUTH" }]],
    ["Topics", ["t"]],
    ["ProvisionedPollerConfig", { MinimumPollers: 1 }],
    ["KMSKeyArn", "arn:aws:kms:us-east-1:000000000000:key/k"],
    ["MetricsConfig", { Metrics: ["EventCount"] }],
    ["LoggingConfig", { SystemLogLevel: "DEBUG" }],
    ["NoSuchMember", 1],
  ])("ESM-09 refuses %s by name", async (member, value) => {
    await expect(create({ [member]: value })).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      message: `${member} is not supported by the embedded AWS`,
    });
  });

  it.each([
    ["arn:aws:sqs:us-east-1:000000000000:queue", "An event source of sqs is not supported"],
    [
      "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/x",
      "An event source of dynamodb is not supported",
    ],
    [`${STREAM}/consumer/fast:1`, "An enhanced fan-out consumer as event source is not supported"],
    ["words", "Unrecognized event source."],
    [undefined, "Unrecognized event source."],
  ])("ESM-09 refuses the source %s", async (EventSourceArn, message) => {
    await expect(create({ EventSourceArn })).rejects.toThrow(message);
  });

  it("takes members that ask for nothing", async () => {
    const nothing = { TumblingWindowInSeconds: 0, KMSKeyArn: "", MetricsConfig: { Metrics: [] }, Tags: {} };

    expect(await create(nothing)).toMatchObject({ State: "Creating" });
  });

  it.each([
    [
      "a destination for successes",
      { OnSuccess: { Destination: MODEL_QUEUE } },
      "Unsupported DestinationConfig",
    ],
    ["a destination of another kind", { OnFailure: { Destination: STREAM } }, "is no ARN of an SQS queue"],
    [
      "an ARN that is too long",
      { OnFailure: { Destination: `${MODEL_QUEUE}${"x".repeat(350)}` } },
      "is no ARN",
    ],
  ])("refuses %s", async (_, DestinationConfig, message) => {
    await expect(create({ DestinationConfig })).rejects.toThrow(message);
  });

  it("refuses a destination that does not exist", async () => {
    const DestinationConfig = { OnFailure: { Destination: MODEL_QUEUE } };

    await expect(create({ DestinationConfig }, { destinationExists: () => false })).rejects.toThrow(
      "does not exist",
    );
  });

  it.each(["arn:aws:sns:us-east-1:000000000000:topic", "arn:aws:s3:::bucket"])(
    "takes %s",
    async (Destination) => {
      const DestinationConfig = { OnFailure: { Destination } };

      expect(await create({ DestinationConfig })).toMatchObject({ DestinationConfig });
    },
  );
});
