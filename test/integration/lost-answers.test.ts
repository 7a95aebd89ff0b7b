import { afterEach, describe, expect, it } from "vitest";
import { configure } from "../../src/app.ts";
import type { CallRecord } from "../../src/local/gateway/gateway.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import type { LocalAwsOptions } from "../../src/local/options.ts";
import { defaultLeaseMs } from "../../src/store/lease-timing.ts";
import { census } from "../support/aws-census.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { loadWordCount, wordCountCensus, wordCountPath } from "../support/word-count.ts";

/** Every call that makes something, and how many of each a word count takes. */
const creates = [
  ["iam", "CreateRole", 1],
  ["logs", "CreateLogGroup", 7],
  ["kinesis", "CreateStream", 6],
  ["lambda", "CreateFunction", 6],
  ["lambda", "CreateEventSourceMapping", 11],
] as const;

/** Lambda has not been told of the role yet. */
function isOfNewRole({ operation, errorCode }: CallRecord): boolean {
  return operation === "CreateFunction" && errorCode === "InvalidParameterValueException";
}

describe("a run whose creates take effect, and whose answers are lost", () => {
  let local: LocalAws;
  const configured = async (options: LocalAwsOptions) => {
    local = await startEmbeddedAws(options);
    const connection = {
      instance: "test",
      local: true,
      pace: 4,
      endpointUrl: local.endpoint,
      region: "us-east-1",
    };
    return configure({
      path: wordCountPath,
      set: await loadWordCount(),
      connection,
      table: "xflow-test",
      signal: new AbortController().signal,
      leaseMs: defaultLeaseMs,
      onEvent: () => undefined,
    });
  };
  afterEach(() => local.stop());

  it.each(creates)("finds what it made, once each: %s:%s", async (service, operation, times) => {
    const drop = { effect: { kind: "drop" }, when: "after", times } as const;
    const made: string[] = [];

    const summary = await configured({
      faults: [{ service, operation, ...drop }],
      onCall: (call) => {
        if (!isOfNewRole(call)) made.push(`${call.service}:${call.operation}`);
      },
    });

    expect(summary.failed).toEqual([]);
    expect(summary.ready).toHaveLength(31);
    expect(await census(local.endpoint)).toEqual(wordCountCensus);
    expect(made.filter((name) => name === `${service}:${operation}`)).toHaveLength(times);
  });
});
