import { describe, expect, it } from "vitest";
import { AwsError } from "../../../../src/local/aws-error.ts";
import { createMappingBench, TRANSITION_MS } from "../../../support/mapping-bench.ts";
import { MODEL_QUEUE } from "../../../support/model-destination.ts";

const IN_USE = { code: "ResourceInUseException", status: 400 };
const NOT_FOUND = { code: "ResourceNotFoundException", status: 404 };

describe("UpdateEventSourceMapping", () => {
  it("leaves what the call leaves out", async () => {
    const { world, map } = await createMappingBench();
    const options = {
      BatchSize: 7,
      MaximumRetryAttempts: 3,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":["x"]}}' }] },
      DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } },
    };
    const UUID = await map(options);
    const updated = await world.call("UpdateEventSourceMapping", { UUID, MaximumBatchingWindowInSeconds: 2 });

    expect(updated).toMatchObject({ ...options, MaximumBatchingWindowInSeconds: 2 });
  });

  it("takes the values that reset a member", async () => {
    const { world, map, clock, get } = await createMappingBench();
    const UUID = await map({
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":["x"]}}' }] },
      DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } },
      MaximumRecordAgeInSeconds: 60,
    });
    await world.call("UpdateEventSourceMapping", {
      UUID,
      FunctionResponseTypes: [],
      FilterCriteria: {},
      DestinationConfig: { OnFailure: { Destination: "" } },
      MaximumRecordAgeInSeconds: -1,
      KMSKeyArn: "",
      MetricsConfig: { Metrics: [] },
      TumblingWindowInSeconds: 0,
    });
    await clock.runUntilIdle();
    const row = await get(UUID);

    expect(row).toMatchObject({
      FunctionResponseTypes: [],
      DestinationConfig: { OnFailure: {} },
      MaximumRecordAgeInSeconds: -1,
    });
    expect(row).not.toHaveProperty("FilterCriteria");
  });

  it.each([{ DestinationConfig: {} }, { DestinationConfig: { OnFailure: {} } }])(
    "takes %j as no destination",
    async (reset) => {
      const { world, map } = await createMappingBench();
      const UUID = await map({ DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } } });

      expect(await world.call("UpdateEventSourceMapping", { UUID, ...reset })).toMatchObject({
        DestinationConfig: { OnFailure: {} },
      });
    },
  );

  it("ESM-37 passes through Updating, Disabling and Enabling", async () => {
    const { world, map, clock, get } = await createMappingBench();
    const UUID = await map();
    const change = async (input: Record<string, unknown>) => {
      const { State } = await world.call("UpdateEventSourceMapping", { UUID, ...input });
      await clock.advance(TRANSITION_MS);
      return [State, (await get(UUID))["State"]];
    };

    expect(await change({ BatchSize: 5 })).toEqual(["Updating", "Enabled"]);
    expect(await change({ Enabled: true })).toEqual(["Updating", "Enabled"]);
    expect(await change({ Enabled: false })).toEqual(["Disabling", "Disabled"]);
    expect(await change({ BatchSize: 6 })).toEqual(["Updating", "Disabled"]);
    expect(await change({ Enabled: true })).toEqual(["Enabling", "Enabled"]);
  });

  it("ESM-37 refuses changes while one is under way", async () => {
    const { world, map, clock } = await createMappingBench();
    const { UUID } = await world.call("CreateEventSourceMapping", {
      EventSourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/model",
      FunctionName: "creating",
      StartingPosition: "LATEST",
    });
    await expect(world.call("UpdateEventSourceMapping", { UUID, BatchSize: 5 })).rejects.toMatchObject({
      ...IN_USE,
      message: "Cannot update the event source mapping because it is in use.",
    });
    await expect(world.call("DeleteEventSourceMapping", { UUID })).rejects.toMatchObject({
      ...IN_USE,
      message: "Cannot delete the event source mapping because it is in use.",
    });
    await clock.advance(TRANSITION_MS);
    await world.call("DeleteEventSourceMapping", { UUID });
    await expect(world.call("DeleteEventSourceMapping", { UUID })).rejects.toMatchObject(IN_USE);
    await map();
  });

  it("ESM-07 refuses to become a second mapping of the same source and function", async () => {
    const { world, map } = await createMappingBench();
    const first = await map({ FunctionName: "first" });
    const UUID = await map({ FunctionName: "second" });

    await expect(
      world.call("UpdateEventSourceMapping", { UUID, FunctionName: "first" }),
    ).rejects.toMatchObject({
      code: "ResourceConflictException",
      message: expect.stringContaining(first),
    });
    await expect(
      world.call("UpdateEventSourceMapping", { UUID, FunctionName: "second" }),
    ).resolves.toBeDefined();
  });

  it.each([
    [{ EventSourceArn: "x" }, "EventSourceArn of an event source mapping cannot be changed"],
    [{ StartingPosition: "LATEST" }, "StartingPosition of an event source mapping cannot be changed"],
    [{ Tags: {} }, "Tags is not supported"],
    [{ TumblingWindowInSeconds: 1 }, "TumblingWindowInSeconds is not supported"],
    [{ BatchSize: 0 }, "batchSize"],
  ])("refuses %j, and changes nothing", async (input, message) => {
    const { world, map, get } = await createMappingBench();
    const UUID = await map();
    const before = await get(UUID);

    await expect(world.call("UpdateEventSourceMapping", { UUID, ...input })).rejects.toThrow(message);
    expect(await get(UUID)).toEqual(before);
  });

  it("ESM-08 refuses a function that does not exist", async () => {
    const { world, map } = await createMappingBench({ functionExists: (arn) => arn.endsWith(":model") });
    const UUID = await map();

    await expect(world.call("UpdateEventSourceMapping", { UUID, FunctionName: "gone" })).rejects.toThrow(
      "Function does not exist",
    );
  });
});

describe("UpdateEventSourceMapping with a role that may not read the stream any more", () => {
  it("goes on with its function, and refuses another", async () => {
    let isDenied = false;
    const access = {
      problem: () => (isDenied ? new AwsError("InvalidParameterValueException", "Cannot access") : undefined),
    };
    const { world, map, clock } = await createMappingBench({ access });
    const UUID = await map();
    isDenied = true;
    const update = (input: object) => world.call("UpdateEventSourceMapping", { UUID, ...input });
    await update({ Enabled: false });
    await clock.advance(TRANSITION_MS);

    await expect(update({ FunctionName: "other" })).rejects.toThrow("Cannot access");
  });
});

describe("DeleteEventSourceMapping", () => {
  it("ESM-37 answers with the mapping in state Deleting, and it is gone after a while", async () => {
    const { world, map, clock, get, stream } = await createMappingBench();
    const UUID = await map();
    const deleted = await world.call("DeleteEventSourceMapping", { UUID });

    expect(deleted).toMatchObject({ UUID, State: "Deleting", BatchSize: 100 });
    expect(stream.subscribers).toBe(0);
    await clock.advance(TRANSITION_MS - 1);
    expect(await get(UUID)).toMatchObject({ State: "Deleting" });
    await clock.advance(1);
    await expect(get(UUID)).rejects.toMatchObject(NOT_FOUND);
  });

  it.each(["GetEventSourceMapping", "UpdateEventSourceMapping", "DeleteEventSourceMapping"])(
    "answers 404 to %s of a mapping that does not exist",
    async (operation) => {
      const { world } = await createMappingBench();

      await expect(
        world.call(operation, { UUID: "00000000-0000-4000-8000-000000000000" }),
      ).rejects.toMatchObject({
        ...NOT_FOUND,
        message: "The resource you requested does not exist.",
      });
    },
  );
});

describe("restart", () => {
  it.each(["restart", "killAndRestart"] as const)("continues transitions after %s", async (how) => {
    const { world, map, clock, get } = await createMappingBench();
    const updating = await map();
    const deleting = await map({ FunctionName: "other" });
    await world.call("UpdateEventSourceMapping", { UUID: updating, Enabled: false });
    await world.call("DeleteEventSourceMapping", { UUID: deleting });
    await world[how]();
    expect(await get(updating)).toMatchObject({ State: "Disabling" });

    await clock.advance(TRANSITION_MS);
    expect(await get(updating)).toMatchObject({ State: "Disabled" });
    await expect(get(deleting)).rejects.toMatchObject(NOT_FOUND);
  });
});
