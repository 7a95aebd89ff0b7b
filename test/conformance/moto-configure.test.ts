import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configure, planChanges } from "../../src/app.ts";
import type { ProgressEvent } from "../../src/core/progress.ts";
import { defaultLeaseMs } from "../../src/store/lease-timing.ts";
import { census } from "../support/aws-census.ts";
import { type MotoServer, startMoto } from "../support/moto-server.ts";
import { loadWordCount, wordCountCensus, wordCountPath } from "../support/word-count.ts";

const signal = new AbortController().signal;

describe("configuring the word count on moto", () => {
  let moto: MotoServer;
  const connection = () => ({
    instance: "test",
    local: true,
    endpointUrl: moto.endpoint,
    region: "us-east-1",
  });
  const job = async () => ({
    path: wordCountPath,
    set: await loadWordCount(),
    connection: connection(),
    table: "xflow-test",
    signal,
  });
  const run = async () => {
    const calls: string[] = [];
    const onEvent = (event: ProgressEvent) => {
      if (event.kind === "call") calls.push(event.call);
    };
    const summary = await configure({ ...(await job()), leaseMs: defaultLeaseMs, onEvent });
    return { summary, calls };
  };

  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());

  it("makes what the embedded AWS would hold, with the calls it planned", async () => {
    const plans = await planChanges(await job());
    const planned = plans.flatMap(({ steps }) => steps.map(({ call }) => call));

    const { summary, calls } = await run();

    expect(summary.failed).toEqual([]);
    expect(summary.ready).toHaveLength(31);
    expect(calls.toSorted()).toEqual(planned.toSorted());
    expect(await census(moto.endpoint)).toEqual(wordCountCensus);
  });

  it("puts on the second time the tags that moto dropped from CreateStream, and nothing else", async () => {
    const { summary, calls } = await run();

    expect(summary.ready).toHaveLength(31);
    expect(calls).toEqual(Array(6).fill("kinesis:AddTagsToStream"));
  });

  it("makes no call that changes anything from then on, and leaves 11 mappings after several runs", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { summary, calls } = await run();

      expect(summary.ready).toHaveLength(31);
      expect(calls).toEqual([]);
    }
    expect((await census(moto.endpoint)).mappings).toEqual(wordCountCensus.mappings);
  });
});
