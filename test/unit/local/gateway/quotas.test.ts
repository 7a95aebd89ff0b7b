import { describe, expect, it } from "vitest";
import { createQuotas } from "../../../../src/local/gateway/quotas.ts";
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
      quotas.spend({ service, operation: operations[i % operations.length] ?? "", region });
      passed += 1;
    } catch {
      // counted by not being counted
    }
  }
  return passed;
}
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
      service: "lambda",
      operation: "ListFunctions",
      error: { code: "TooManyRequestsException", status: 429 },
    },
    {
      service: "kinesis",
      operation: "DescribeLimits",
      error: { code: "LimitExceededException", status: 400 },
    },
    { service: "logs", operation: "TagResource", error: { code: "ThrottlingException", status: 400 } },
    { service: "iam", operation: "GetRole", error: { code: "Throttling", status: 400 } },
    { service: "tagging", operation: "GetResources", error: { code: "ThrottledException", status: 400 } },
  ])("throttle $service as it does", ({ service, operation, error }) => {
    const quotas = fresh();
    burst(service, [operation], "us-east-1", quotas);

    expect(() => quotas.spend({ service, operation, region: "us-east-1" })).toThrow(
      expect.objectContaining(error),
    );
  });
});
