import { describe, expect, it } from "vitest";
import { quotaOf } from "../../../../src/local/gateway/quota-table.ts";
import { createQuotas } from "../../../../src/local/gateway/quotas.ts";
import { createKinesis } from "../../../../src/local/kinesis/create-kinesis.ts";
import { createLogs } from "../../../../src/local/logs/create-logs.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { createManualClock } from "../../../support/manual-clock.ts";

/** How many of many calls at once get through. */
function burst(
  service: string,
  operations: readonly string[],
  region = "us-east-1",
  quotas = fresh(),
): number {
  let passed = 0;
  for (let i = 0; i < 1000; i++) {
    try {
      quotas.spend(callTo(service, operations[i % operations.length] ?? "", { region }));
      passed += 1;
    } catch {
      // counted by not being counted
    }
  }
  return passed;
}
const callTo = (
  service: string,
  operation: string,
  { region = "us-east-1", input = {} }: { region?: string; input?: object } = {},
) => ({ service, operation, region, accountId: "000000000000", input: () => ({ ...input }) });
const fresh = () => createQuotas(createManualClock());

describe("quotas", () => {
  it("share one bucket among Lambda's control plane, apart from GetFunction and GetPolicy", () => {
    expect(burst("lambda", ["CreateFunction", "ListTags", "CreateEventSourceMapping"])).toBe(15);
    expect(burst("lambda", ["GetFunction"])).toBe(100);
    expect(burst("lambda", ["GetPolicy"])).toBe(15);
    expect(burst("lambda", ["Invoke"])).toBe(1000);
  });

  it("meter Kinesis operations each on their own, and leave its data plane alone", () => {
    expect(burst("kinesis", ["CreateStream", "ListStreams"])).toBe(10);
    expect(burst("kinesis", ["PutRecord"])).toBe(1000);
  });

  it("refill with time, up to one second's worth", () => {
    const clock = createManualClock();
    const quotas = createQuotas(clock);

    expect(burst("kinesis", ["ListStreams"], "us-east-1", quotas)).toBe(5);
    clock.advance(400);
    expect(burst("kinesis", ["ListStreams"], "us-east-1", quotas)).toBe(2);
    clock.advance(60_000);
    expect(burst("kinesis", ["ListStreams"], "us-east-1", quotas)).toBe(5);
  });

  it("count regions apart, except for IAM, which is global", () => {
    const quotas = fresh();
    burst("kinesis", ["ListStreams"], "us-east-1", quotas);
    burst("iam", ["GetRole"], "us-east-1", quotas);

    expect(burst("kinesis", ["ListStreams"], "eu-west-1", quotas)).toBe(5);
    expect(burst("iam", ["GetRole"], "eu-west-1", quotas)).toBe(0);
  });

  it.each([
    {
      reason: "Lambda",
      call: callTo("lambda", "ListFunctions"),
      error: {
        code: "TooManyRequestsException",
        status: 429,
        details: { Reason: "CallerRateLimitExceeded", retryAfterSeconds: 1 },
      },
    },
    {
      reason: "Kinesis, of an account",
      call: callTo("kinesis", "ListStreams"),
      error: {
        code: "LimitExceededException",
        status: 400,
        message: "Rate exceeded for account 000000000000.",
      },
    },
    {
      reason: "Kinesis, of a stream",
      call: callTo("kinesis", "DescribeStreamSummary", { input: { StreamName: "words" } }),
      error: {
        code: "LimitExceededException",
        message: "Rate exceeded for stream words under account 000000000000.",
      },
    },
    {
      reason: "Kinesis, of a stream's ARN",
      call: callTo("kinesis", "UpdateStreamMode", {
        input: { StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/words" },
      }),
      error: { message: "Rate exceeded for stream words under account 000000000000." },
    },
    {
      reason: "Logs",
      call: callTo("logs", "TagResource"),
      error: { code: "ThrottlingException", status: 400 },
    },
    { reason: "IAM", call: callTo("iam", "GetRole"), error: { code: "Throttling", status: 400 } },
    {
      reason: "tagging",
      call: callTo("tagging", "GetResources"),
      error: { code: "ThrottledException", status: 400 },
    },
  ])("throttle as $reason does", ({ call, error }) => {
    const quotas = fresh();
    burst(call.service, [call.operation], "us-east-1", quotas);

    expect(() => quotas.spend(call)).toThrow(expect.objectContaining(error));
  });

  it("differ between regions where AWS's do", () => {
    const rates = (operation: string) =>
      ["us-east-1", "eu-west-1", "eu-west-3"].map((region) => burst("logs", [operation], region));

    expect(rates("GetLogEvents")).toEqual([25, 10, 30]);
    expect(rates("FilterLogEvents")).toEqual([25, 10, 10]);
  });

  it("meter every change of a stream or a log group that the embedded AWS offers", async () => {
    const storage = await openStorage(undefined);
    const parts = { storage, clock: createManualClock(), accountId: "000000000000" };
    const durations = { creatingMs: 0, updatingMs: 0, deletingMs: 0 };
    const kinesis = await createKinesis({ ...parts, durations });
    const logs = await createLogs(parts);

    const unmetered = [kinesis.service, logs.service].flatMap((service) =>
      Object.keys("operations" in service ? service.operations : {}).filter(
        (operation) => quotaOf(service.name, operation, "us-east-1") === undefined,
      ),
    );

    expect(unmetered).toEqual(["ListShards", "PutRecord", "PutRecords", "GetShardIterator", "GetRecords"]);
    await kinesis.stop();
  });
});
