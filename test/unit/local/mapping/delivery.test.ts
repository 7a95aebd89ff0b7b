import { describe, expect, it } from "vitest";
import { openStorage } from "../../../../src/local/storage.ts";
import { createMappingBench, TRANSITION_MS } from "../../../support/mapping-bench.ts";
import { MODEL_QUEUE } from "../../../support/model-destination.ts";
import { failed, itemFailures, returned, THROTTLED } from "../../../support/model-function.ts";

const ok = (durationMs = 10) => ({ outcome: returned(), durationMs });

describe("event source mapping", () => {
  it("ESM-02 invokes with records of one shard at a time", async () => {
    const { stream, map, fn, clock } = await createMappingBench({ shardCount: 4 });
    for (let index = 0; index < 20; index += 1) stream.put(`key-${index}`, String(index));
    await map();
    await clock.runUntilIdle();

    expect(fn.invocations.length).toBeGreaterThan(1);
    expect(fn.invocations.map(({ records }) => new Set(records.map(({ shardId }) => shardId)).size)).toEqual(
      fn.invocations.map(() => 1),
    );
    expect(JSON.parse(fn.invocations[0]?.payload ?? "")).toEqual({ Records: expect.any(Array) });
  });

  it("ESM-18 is woken by a put, and otherwise reads nothing and sets no timer", async () => {
    const { stream, map, clock, batches } = await createMappingBench();
    await map();
    const reads = stream.reads;
    await clock.advance(3_600_000);

    expect([stream.reads - reads, clock.pending]).toEqual([0, 0]);
    stream.put("key", "now");
    await clock.settle();
    expect(batches()).toEqual([["now"]]);
  });

  it("ESM-11 gathers records until the window is over", async () => {
    const { stream, map, clock, batches } = await createMappingBench();
    await map({ MaximumBatchingWindowInSeconds: 5 });
    stream.put("key", "1");
    await clock.advance(4_000);
    stream.put("key", "2");
    await clock.advance(999);
    expect(batches()).toEqual([]);

    await clock.advance(1);
    expect(batches()).toEqual([["1", "2"]]);
  });

  it("ESM-15 lets other shards go on while one is failing", async () => {
    const { stream, map, clock, fn } = await createMappingBench({
      shardCount: 2,
      behave: (records) =>
        records.some(({ text }) => text === "bad") ? { outcome: failed(), durationMs: 5 } : ok(),
    });
    await map({ BatchSize: 1 });
    stream.put("key-0", "bad");
    for (let index = 0; index < 20; index += 1) stream.put(`key ${index} ${index ** 3}`, "good");
    await clock.advance(60_000);

    const delivered = fn.invocations.flatMap(({ records }) => records);
    const blocked = delivered.find(({ text }) => text === "bad")?.shardId;
    const ofBlocked = delivered.filter(({ shardId }) => shardId === blocked).map(({ text }) => text);
    expect(new Set(ofBlocked)).toEqual(new Set(["bad"]));
    expect(delivered.filter(({ text }) => text === "good").length).toBeGreaterThan(2);
  });

  it("ESM-15 lets other lanes of a shard go on while one is failing", async () => {
    const { stream, map, clock, fn } = await createMappingBench({
      behave: (records) =>
        records.some(({ text }) => text === "bad") ? { outcome: failed(), durationMs: 5 } : ok(),
    });
    await map({ BatchSize: 1, ParallelizationFactor: 10 });
    stream.put("a", "bad");
    for (let index = 0; index < 20; index += 1) stream.put(`key-${index}`, "good");
    stream.put("a", "behind");
    await clock.advance(60_000);

    const texts = fn.invocations.flatMap(({ records }) => records.map(({ text }) => text));
    expect(texts.filter((text) => text === "good").length).toBeGreaterThan(10);
    expect(texts).not.toContain("behind");
  });

  it("ESM-16 delivers a child's records after its parents'", async () => {
    const { stream, map, clock, batches } = await createMappingBench({ behave: () => ok(1_000) });
    await map({ BatchSize: 1 });
    stream.put("key", "1");
    stream.put("key", "2");
    stream.split("shardId-000000000000");
    stream.put("key", "3");
    stream.merge(stream.openShardIds()[0] ?? "");
    stream.put("key", "4");
    await clock.runUntilIdle();

    expect(batches()).toEqual([["1"], ["2"], ["3"], ["4"]]);
  });

  it("ESM-17 delivers again what was in flight when the process died", async () => {
    const { stream, map, clock, world, batches } = await createMappingBench({ behave: () => ok(1_000) });
    for (const text of ["1", "2", "3", "4", "5"]) stream.put("key", text);
    await map({ BatchSize: 2 });
    await clock.advance(1_500);
    await world.killAndRestart();
    await clock.runUntilIdle();

    expect(batches()).toEqual([["1", "2"], ["3", "4"], ["3", "4"], ["5"]]);
  });

  it("ESM-17 delivers nothing again after an orderly restart", async () => {
    const { stream, map, clock, world, batches } = await createMappingBench();
    await map();
    stream.put("key", "1");
    await clock.runUntilIdle();
    await world.restart();
    stream.put("key", "2");
    await clock.runUntilIdle();

    expect(batches()).toEqual([["1"], ["2"]]);
  });

  it("ESM-21 discards what the stream dropped while it was retried", async () => {
    const { stream, map, clock, destination, fn } = await createMappingBench({
      behave: () => ({ outcome: failed(), durationMs: 5 }),
    });
    await map({ DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } } });
    stream.put("key", "1");
    await clock.advance(10_000);
    const tried = fn.invocations.length;
    stream.trim(clock.now());
    await clock.runUntilIdle();

    expect(fn.invocations.length).toBe(tried);
    expect(destination.sent.map(({ message }) => message.metadata["requestContext"])).toMatchObject([
      { condition: "RecordAgeExceeded" },
    ]);
  });

  it("ESM-21 discards what a closed shard took along when it disappeared, and goes on with its children", async () => {
    let isBroken = true;
    const { stream, map, clock, destination, batches } = await createMappingBench({
      behave: () => (isBroken ? { outcome: failed(), durationMs: 5 } : ok()),
    });
    await map({ DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } } });
    stream.put("key", "1");
    stream.split("shardId-000000000000");
    await clock.advance(10_000);
    stream.trim(clock.now());
    isBroken = false;
    stream.put("key", "2");
    await clock.runUntilIdle();

    expect(destination.sent.length).toBe(1);
    expect(batches().at(-1)).toEqual(["2"]);
  });

  it("ESM-22 tries a throttled batch for longer than its retries", async () => {
    let throttles = 6;
    const { stream, map, clock, batches, destination } = await createMappingBench({
      behave: () => (throttles-- > 0 ? { outcome: THROTTLED, durationMs: 0 } : ok()),
    });
    await map({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } } });
    stream.put("key", "1");
    await clock.runUntilIdle();

    expect(batches()).toEqual([["1"]]);
    expect(destination.sent).toEqual([]);
  });

  it("ESM-32 sends discarded records to the destination before it goes on", async () => {
    let isUp = false;
    const { stream, map, clock, destination, batches } = await createMappingBench({
      behave: (records) => (records[0]?.text === "bad" ? { outcome: failed(), durationMs: 5 } : ok()),
      destinationIsUp: () => isUp,
    });
    const uuid = await map({
      BatchSize: 1,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } },
    });
    stream.put("key", "bad");
    stream.put("key", "good");
    await clock.advance(5_000);
    expect(batches()).toEqual([["bad"]]);

    isUp = true;
    await clock.runUntilIdle();
    expect(batches()).toEqual([["bad"], ["good"]]);
    expect(destination.sent).toMatchObject([{ arn: MODEL_QUEUE, message: { mappingUuid: uuid } }]);
  });

  it("drops discarded records when their destination is gone, and says so", async () => {
    let isThere = true;
    const { stream, map, clock, get } = await createMappingBench({
      behave: () => ({ outcome: failed(), durationMs: 5 }),
      destinationIsUp: () => false,
      destinationExists: () => isThere,
    });
    const uuid = await map({
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } },
    });
    isThere = false;
    stream.put("key", "bad");
    await clock.runUntilIdle();

    expect(await get(uuid)).toMatchObject({
      LastProcessingResult: "PROBLEM: Failure destination cannot be reached",
    });
  });

  it("ESM-25 ESM-34 resumes at the reported record until its retries are used up", async () => {
    const { stream, map, clock, batches, destination } = await createMappingBench({
      behave: (records) => {
        const bad = records.filter(({ text }) => text === "bad").map(({ sequenceNumber }) => sequenceNumber);
        return { outcome: bad.length > 0 ? itemFailures(...bad) : returned(), durationMs: 5 };
      },
    });
    for (const text of ["1", "bad", "3"]) stream.put("key", text);
    await map({
      MaximumRetryAttempts: 1,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } },
    });
    await clock.runUntilIdle();

    expect(batches()).toEqual([
      ["1", "bad", "3"],
      ["bad", "3"],
    ]);
    expect(destination.sent[0]?.message.metadata).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
      responseContext: { functionError: null },
      KinesisBatchInfo: { batchSize: 2 },
    });
  });

  it("ESM-36 tells the last result", async () => {
    let isBroken = true;
    const { stream, map, clock, get } = await createMappingBench({
      behave: () => (isBroken ? { outcome: failed(), durationMs: 5 } : ok()),
    });
    const uuid = await map();
    expect(await get(uuid)).toMatchObject({ LastProcessingResult: "No records processed" });

    stream.put("key", "1");
    await clock.advance(100);
    expect(await get(uuid)).toMatchObject({ LastProcessingResult: "PROBLEM: Function call failed" });

    isBroken = false;
    await clock.runUntilIdle();
    expect(await get(uuid)).toMatchObject({ LastProcessingResult: "OK" });
  });

  it("ESM-39 stays when its stream is deleted, and reads a new one of the same name from the start", async () => {
    const storage = await openStorage(undefined);
    const { stream, map, clock, get, batches } = await createMappingBench({ storage });
    const uuid = await map();
    stream.put("key", "old");
    stream.split("shardId-000000000000");
    await clock.runUntilIdle();
    stream.remove();
    await clock.runUntilIdle();
    expect(await get(uuid)).toMatchObject({
      State: "Enabled",
      LastProcessingResult: "PROBLEM: Stream not found",
    });
    expect([...(await storage.table("mapping/checkpoints")).entries()]).toEqual([]);

    stream.create();
    stream.put("key", "new");
    await clock.runUntilIdle();
    expect(batches()).toEqual([["old"], ["new"]]);
  });

  it("ESM-39 gives up what it was retrying when the stream is deleted", async () => {
    let isBroken = true;
    const { stream, map, clock, batches } = await createMappingBench({
      behave: () => (isBroken ? { outcome: failed(), durationMs: 5 } : ok()),
    });
    await map();
    stream.put("key", "old");
    await clock.advance(1_000);
    stream.remove();
    await clock.runUntilIdle();
    isBroken = false;
    stream.create();
    stream.put("key", "new");
    await clock.runUntilIdle();

    expect(batches().at(-1)).toEqual(["new"]);
  });

  it("ESM-39 notices a stream that was made anew while the mapping was disabled", async () => {
    const { stream, map, clock, world, batches } = await createMappingBench();
    const uuid = await map();
    stream.put("key", "old");
    stream.split("shardId-000000000000");
    await clock.runUntilIdle();
    await world.call("UpdateEventSourceMapping", { UUID: uuid, Enabled: false });
    await clock.runUntilIdle();
    stream.remove();
    stream.create();
    stream.put("key", "new");
    await world.call("UpdateEventSourceMapping", { UUID: uuid, Enabled: true });
    await clock.runUntilIdle();

    expect(batches()).toEqual([["old"], ["new"]]);
  });

  it("ESM-38 resumes at the checkpoint when it is enabled again", async () => {
    const { stream, map, clock, world, batches } = await createMappingBench();
    const uuid = await map();
    stream.put("key", "1");
    await clock.runUntilIdle();
    await world.call("UpdateEventSourceMapping", { UUID: uuid, Enabled: false });
    await clock.runUntilIdle();
    stream.put("key", "2");
    await clock.runUntilIdle();
    expect([batches(), stream.subscribers]).toEqual([[["1"]], 0]);

    await world.call("UpdateEventSourceMapping", { UUID: uuid, Enabled: true });
    await clock.runUntilIdle();
    expect(batches()).toEqual([["1"], ["2"]]);
  });

  it("ESM-38 waits for a batch in flight before an update takes over", async () => {
    const { stream, map, clock, world, fn } = await createMappingBench({ behave: () => ok(10_000) });
    const uuid = await map({ BatchSize: 1 });
    stream.put("key", "1");
    stream.put("key", "2");
    await clock.settle();
    await world.call("UpdateEventSourceMapping", { UUID: uuid, FunctionName: "other" });
    await clock.runUntilIdle();

    expect(
      fn.invocations.map(({ functionArn, records }) => [functionArn.split(":").at(-1), records[0]?.text]),
    ).toEqual([
      ["model", "1"],
      ["other", "2"],
    ]);
    expect((fn.invocations[1]?.at ?? 0) - (fn.invocations[0]?.at ?? 0)).toBe(10_000);
  });

  it("ESM-38 forgets the checkpoint with the mapping", async () => {
    const { stream, map, clock, world, batches } = await createMappingBench({ behave: () => ok(5_000) });
    const first = await map();
    stream.put("key", "1");
    await clock.settle();
    await world.call("DeleteEventSourceMapping", { UUID: first });
    await clock.runUntilIdle();
    await map();
    await clock.runUntilIdle();

    expect(batches()).toEqual([["1"], ["1"]]);
  });

  it("ESM-38 leaves no checkpoint behind when batches are in flight at deletion", async () => {
    const storage = await openStorage(undefined);
    const bench = await createMappingBench({ storage, behave: () => ok(5_000) });
    const { stream, map, clock, world } = bench;
    const [former, current] = [await map({ FunctionName: "former" }), await map({ FunctionName: "current" })];
    stream.put("key", "1");
    await clock.settle();
    await world.call("UpdateEventSourceMapping", { UUID: former, BatchSize: 2 });
    await clock.advance(TRANSITION_MS);
    for (const UUID of [former, current]) await world.call("DeleteEventSourceMapping", { UUID });
    await clock.runUntilIdle();

    expect(bench.fn.invocations.length).toBe(2);
    expect([...(await storage.table("mapping/checkpoints")).entries()]).toEqual([]);
  });

  it.each([
    ["LATEST", {}, [["after"]]],
    ["TRIM_HORIZON", {}, [["long ago", "before", "after"]]],
    [
      "AT_TIMESTAMP",
      { StartingPositionTimestamp: Date.UTC(2026, 0, 1, 0, 0, 30) / 1000 },
      [["before", "after"]],
    ],
  ])("starts at %s", async (StartingPosition, more, expected) => {
    const { stream, map, clock, batches } = await createMappingBench();
    stream.put("key", "long ago");
    await clock.advance(30_000);
    stream.put("key", "before");
    await clock.advance(1);
    const mapped = map({ StartingPosition, ...more });
    await clock.settle();
    stream.put("key", "after");
    await mapped;
    await clock.runUntilIdle();

    expect(batches()).toEqual(expected);
  });

  it("reads a long backlog in portions, and delivers all of it in order", async () => {
    const { stream, map, clock, batches } = await createMappingBench();
    const texts = Array.from({ length: 12_345 }, (_, index) => String(index));
    for (const text of texts) stream.put("key", text);
    await map({ FilterCriteria: { Filters: [{ Pattern: '{"data":{"never":["x"]}}' }] } });
    await map({ FunctionName: "all", BatchSize: 10_000 });
    await clock.runUntilIdle();

    expect(batches().flat()).toEqual(texts);
    expect(batches().length).toBeLessThan(4);
  });

  it("ends what it started when it stops", async () => {
    const { stream, map, clock, world, fn } = await createMappingBench({ behave: () => ok(900_000) });
    const uuid = await map();
    stream.put("key", "1");
    await clock.settle();
    await world.call("UpdateEventSourceMapping", { UUID: uuid, BatchSize: 5 });
    await world.stop();

    expect([fn.running.length, clock.pending, stream.subscribers]).toEqual([0, 0, 0]);
    await clock.advance(TRANSITION_MS);
    expect(fn.invocations.length).toBe(1);
  });
});
