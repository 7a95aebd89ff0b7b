import { describe, expect, it } from "vitest";
import { createMappingBench } from "../../../support/mapping-bench.ts";
import { MODEL_QUEUE } from "../../../support/model-destination.ts";
import { failed } from "../../../support/model-function.ts";

describe("a mapping whose function's role", () => {
  it("may not read the stream says so, reads nothing, and goes on once it may", async () => {
    let mayRead = false;
    const { stream, map, world, clock, batches } = await createMappingBench({
      access: { mayRead: () => mayRead },
    });
    const UUID = await map();
    stream.put("key", "1");
    await clock.advance(60_000);
    const { LastProcessingResult } = (await world.call("GetEventSourceMapping", { UUID })) ?? {};
    const before = batches();
    mayRead = true;
    await clock.advance(10_000);

    expect(LastProcessingResult).toBe("PROBLEM: Function's role may not read the stream");
    expect(before).toEqual([]);
    expect(batches()).toEqual([["1"]]);
  });

  it("may not deliver to its failure destination delivers nothing there until it may", async () => {
    let maySend = false;
    const { stream, map, destination, clock } = await createMappingBench({
      access: { maySend: () => maySend },
      behave: () => ({ outcome: failed(), durationMs: 5 }),
    });
    await map({
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: MODEL_QUEUE } },
    });
    stream.put("key", "1");
    await clock.advance(60_000);
    const before = destination.sent.length;
    maySend = true;
    await clock.advance(120_000);

    expect([before, destination.sent.length]).toEqual([0, 1]);
  });
});
