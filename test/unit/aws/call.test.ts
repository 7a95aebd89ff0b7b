import { describe, expect, it } from "vitest";
import { type CallDeps, type CallRecord, createCall, isMutating } from "../../../src/aws/call.ts";
import { createHold } from "../../../src/aws/hold.ts";
import { CallError } from "../../../src/core/call-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const freely = { take: async () => {}, isBusy: () => false, throttled: () => {} };

function setUp(deps: Partial<CallDeps> = {}) {
  const records: CallRecord[] = [];
  const clock = new FakeClock(0);
  const call = createCall({ clock, budget: freely, onCall: (record) => records.push(record), ...deps });
  return { call, clock, records };
}

describe("call", () => {
  it("counts what went to AWS, with how it ended and how long it took", async () => {
    const { call, clock, records } = setUp();

    await call("lambda:ListFunctions", async () => {
      await clock.advance(40);
      return "rows";
    });
    await call("kinesis:CreateStream", async () => {
      throw Object.assign(new Error("exists"), { name: "ResourceInUseException" });
    }).catch(() => {});

    expect(records).toEqual([
      { service: "lambda", operation: "ListFunctions", mutating: false, outcome: "ok", durationMs: 40 },
      {
        service: "kinesis",
        operation: "CreateStream",
        mutating: true,
        outcome: "conflict",
        code: "ResourceInUseException",
        durationMs: 0,
      },
    ]);
  });

  it("throws the classified error, and tells the budget of throttling", async () => {
    const throttled: string[] = [];
    const tell = (...of: readonly string[]) => void throttled.push(of.join(":"));
    const { call } = setUp({ budget: { ...freely, throttled: tell } });
    const refuse = () =>
      Promise.reject(Object.assign(new Error("slow"), { name: "TooManyRequestsException" }));

    const failing = call("lambda:CreateFunction", refuse);

    await expect(failing).rejects.toMatchObject({ name: "CallError", disposition: { kind: "throttled" } });
    expect(throttled).toEqual(["lambda:CreateFunction"]);
  });

  it("sends nothing, and counts nothing, when its turn does not come", async () => {
    const stopped = new Error("stopped");
    const { call, records } = setUp({ budget: { ...freely, take: () => Promise.reject(stopped) } });

    await expect(call("lambda:CreateFunction", async () => "sent")).rejects.toBe(stopped);
    expect(records).toEqual([]);
  });

  it("asks whether it may write when its turn has come, and sends no change if not", async () => {
    let mayWrite = true;
    const budget = {
      ...freely,
      take: async () => {
        mayWrite = false;
      },
    };
    const { call, records } = setUp({ budget, mayWrite: () => mayWrite });

    const refused = call("lambda:CreateFunction", async () => "sent");
    const read = call("lambda:GetFunction", async () => "read");

    await expect(refused).rejects.toMatchObject({ disposition: { kind: "conflict" } });
    expect(await read).toBe("read");
    expect(records.map(({ operation }) => operation)).toEqual(["GetFunction"]);
  });

  it("calls nothing more once the credentials were refused, and says why", async () => {
    const told: string[] = [];
    const hold = createHold((problem) => told.push(problem.message));
    const { call, records } = setUp({ hold });
    const refuse = () =>
      Promise.reject(Object.assign(new Error("the token is expired"), { name: "ExpiredTokenException" }));

    await expect(call("lambda:ListFunctions", refuse)).rejects.toMatchObject({
      disposition: { kind: "credentials", reason: "CredentialsExpired" },
    });
    await expect(call("kinesis:CreateStream", async () => "sent")).rejects.toMatchObject({
      call: "kinesis:CreateStream",
      disposition: { kind: "credentials", reason: "CredentialsExpired" },
    });

    expect(records).toHaveLength(1);
    expect(told).toEqual([
      "lambda:ListFunctions: ExpiredTokenException: the token is expired (the session has ended)",
    ]);
    hold.release();
    expect(await call("kinesis:CreateStream", async () => "sent")).toBe("sent");
  });

  it("counts no call that found no credentials to be signed with", async () => {
    const { call, records } = setUp();
    const refuse = () =>
      Promise.reject(new CallError("sts:AssumeRole", { kind: "transient" }, new Error("no answer")));

    await expect(call("lambda:ListFunctions", refuse)).rejects.toMatchObject({ call: "sts:AssumeRole" });

    expect(records).toEqual([]);
  });

  it("marks errors that no rule knows", async () => {
    const { call, records } = setUp();
    const refuse = () => Promise.reject(Object.assign(new Error("?"), { name: "SomethingNewException" }));

    await call("lambda:ListFunctions", refuse).catch(() => undefined);

    expect(records).toMatchObject([
      { outcome: "transient", code: "SomethingNewException", unclassified: true },
    ]);
  });

  it("hands the signal to the SDK", async () => {
    const { call } = setUp();
    const { signal } = new AbortController();

    const seen = await call("iam:CreateRole", async ({ abortSignal }) => abortSignal, signal);

    expect(seen).toBe(signal);
  });

  it("ends reads, which have no signal of their own, when all is closed", async () => {
    const closed = AbortSignal.abort();
    const { call } = setUp({ closed });

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
