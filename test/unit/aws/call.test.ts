import { describe, expect, it } from "vitest";
import { type CallRecord, createCall, isMutating } from "../../../src/aws/call.ts";

function setUp(budget = { take: async () => {}, throttled: () => {} }) {
  const records: CallRecord[] = [];
  const call = createCall({ budget, onCall: (record) => records.push(record) });
  return { call, records };
}

describe("call", () => {
  it("counts what went to AWS, with how it ended", async () => {
    const { call, records } = setUp();

    await call("lambda:ListFunctions", async () => "rows");
    await call("kinesis:CreateStream", async () => {
      throw Object.assign(new Error("exists"), { name: "ResourceInUseException" });
    }).catch(() => {});

    expect(records).toEqual([
      { service: "lambda", operation: "ListFunctions", mutating: false, outcome: "ok" },
      { service: "kinesis", operation: "CreateStream", mutating: true, outcome: "conflict" },
    ]);
  });

  it("throws the classified error, and tells the budget of throttling", async () => {
    const throttled: string[] = [];
    const { call } = setUp({
      take: async () => {},
      throttled: (...of: readonly string[]) => void throttled.push(of.join(":")),
    });
    const refuse = () =>
      Promise.reject(Object.assign(new Error("slow"), { name: "TooManyRequestsException" }));

    const failing = call("lambda:CreateFunction", refuse);

    await expect(failing).rejects.toMatchObject({ name: "CallError", disposition: { kind: "throttled" } });
    expect(throttled).toEqual(["lambda:CreateFunction"]);
  });

  it("sends nothing, and counts nothing, when its turn does not come", async () => {
    const stopped = new Error("stopped");
    const { call, records } = setUp({ take: () => Promise.reject(stopped), throttled: () => {} });

    await expect(call("lambda:CreateFunction", async () => "sent")).rejects.toBe(stopped);
    expect(records).toEqual([]);
  });

  it("hands the signal to the SDK", async () => {
    const { call } = setUp();
    const { signal } = new AbortController();

    const seen = await call("iam:CreateRole", async ({ abortSignal }) => abortSignal, signal);

    expect(seen).toBe(signal);
  });

  it("ends reads, which have no signal of their own, when all is closed", async () => {
    const budget = { take: async () => {}, throttled: () => {} };
    const closed = AbortSignal.abort();
    const call = createCall({ budget, onCall: () => {}, closed });

    expect(await call("iam:GetRole", async ({ abortSignal }) => abortSignal)).toBe(closed);
  });

  it.each([
    ["CreateFunction", true],
    ["TagResource", true],
    ["PutRetentionPolicy", true],
    ["StartStreamEncryption", true],
    ["GetFunction", false],
    ["ListStreams", false],
    ["DescribeLogGroups", false],
  ])("takes %s for a change: %s", (operation, expected) => {
    expect(isMutating(operation)).toBe(expected);
  });
});
