import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configure, planChanges } from "../../src/app.ts";
import type { CallRecord } from "../../src/local/gateway/gateway.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { defaultLeaseMs } from "../../src/store/lease-timing.ts";
import { census } from "../support/aws-census.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { loadWordCount, wordCountCensus, wordCountPath } from "../support/word-count.ts";

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
  const job = async (pace: number) => ({
    path: wordCountPath,
    set: await loadWordCount(),
    connection: connection(pace),
    table: "xflow-test",
    signal,
  });
  const run = async (pace = 4) =>
    configure({ ...(await job(pace)), leaseMs: defaultLeaseMs, onEvent: () => {} });
  /** The state table apart. */
  const awsCalls = () => calls.filter(({ service }) => service !== "dynamodb");

  beforeEach(async () => {
    calls = [];
    // Looks are counted: those of an AWS where little is waited for.
    local = await startEmbeddedAws({ durations: "quick", onCall: (call) => calls.push(call) });
  });
  afterEach(() => local.stop());

  it("makes 1 role, 6 functions, 6 streams, 11 mappings and 7 log groups, all ready", async () => {
    const summary = await run();

    expect(summary.failed).toEqual([]);
    expect(summary.ready).toHaveLength(31);
    expect(await census(local.endpoint)).toEqual(wordCountCensus);
  });

  it("makes exactly the 36 calls it planned, and at most 11 besides", async () => {
    const plans = await planChanges(await job(1));
    const planned = plans.flatMap(({ steps }) => steps.map(({ call }) => call)).sort();
    calls.length = 0;

    await run(1);

    const made = awsCalls().filter(({ mutating }) => mutating);
    expect(made.map(({ service, operation }) => `${service}:${operation}`).sort()).toEqual(planned);
    expect(planned).toHaveLength(36);
    expect(awsCalls().length).toBeLessThanOrEqual(47);
  });

  it("asks 21 times and changes nothing the second time", async () => {
    await run();
    calls.length = 0;

    const summary = await run();

    expect(summary.ready).toHaveLength(31);
    expect(awsCalls().filter(({ mutating }) => mutating)).toEqual([]);
    expect(awsCalls()).toHaveLength(21);
  });

  it("leaves one mapping per stream and function after 100 runs", async () => {
    for (let round = 0; round < 100; round += 1) await run();

    expect((await census(local.endpoint)).mappings).toEqual(wordCountCensus.mappings);
  });
});
