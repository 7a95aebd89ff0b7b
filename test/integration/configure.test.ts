import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configure, planChanges } from "../../src/app.ts";
import type { CallRecord } from "../../src/local/gateway/gateway.ts";
import { createLocalAws, type LocalAws } from "../../src/local/local-aws.ts";
import { census } from "../support/aws-census.ts";
import { loadWordCount, wordCountCensus } from "../support/word-count.ts";

const signal = new AbortController().signal;

describe("configuring the word count", () => {
  let local: LocalAws;
  let calls: CallRecord[];
  /** @param pace 1 counts calls as on AWS */
  const connection = (pace: number) => ({
    instance: "test",
    local: true,
    pace,
    endpointUrl: local.endpoint,
    region: "us-east-1",
  });
  const run = async (pace = 4) =>
    configure(await loadWordCount(), connection(pace), { onEvent: () => {}, signal });

  beforeEach(async () => {
    calls = [];
    local = await createLocalAws({ port: 0, onCall: (call) => calls.push(call) });
  });
  afterEach(() => local.stop());

  it("makes 1 role, 6 functions, 6 streams, 11 mappings and 7 log groups, all ready", async () => {
    const summary = await run();

    expect(summary.failed).toEqual([]);
    expect(summary.ready).toHaveLength(31);
    expect(await census(local.endpoint)).toEqual(wordCountCensus);
  });

  it("makes exactly the calls it planned, and few besides: at most 1.1 times those, and 8", async () => {
    const plans = await planChanges(await loadWordCount(), connection(1), signal);
    const planned = plans.flatMap(({ steps }) => steps.map(({ call }) => call)).sort();
    calls.length = 0;

    await run(1);

    const made = calls.filter(({ mutating }) => mutating);
    expect(made.map(({ service, operation }) => `${service}:${operation}`).sort()).toEqual(planned);
    expect(calls.length).toBeLessThanOrEqual(1.1 * planned.length + 8);
  });

  it("changes nothing the second time", async () => {
    await run();
    calls.length = 0;

    const summary = await run();

    expect(summary.ready).toHaveLength(31);
    expect(calls.filter(({ mutating }) => mutating)).toEqual([]);
  });

  it("leaves one mapping per stream and function after 100 runs", async () => {
    for (let round = 0; round < 100; round += 1) await run();

    expect((await census(local.endpoint)).mappings).toEqual(wordCountCensus.mappings);
  });
});
