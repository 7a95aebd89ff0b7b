import { InvokeCommand, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFunctionRuns, toZip } from "../../support/function-runs.ts";
import { lambdaRole, type ServedLambda, serveLambda } from "../../support/lambda-control-plane.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const clock = createManualClock();
const real = createFunctionRuns();
let aws: ServedLambda;
const arnOf = (name: string) => `arn:aws:lambda:eu-west-3:000000000000:function:${name}`;

beforeAll(async () => {
  aws = await serveLambda(clock, { execution: real.execution });
  const text = `exports.handler = async (event) => { if (event.fail) throw new RangeError("failed");
    console.log("seen", JSON.stringify(event)); return event }`;
  for (const name of ["real", "reserved", "pending"]) {
    if (name === "pending") clock.advance(1000);
    await aws.create({ FunctionName: name, Code: { ZipFile: toZip({ "index.js": text }) } });
  }
  await aws.client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 0 }),
  );
});

afterAll(async () => {
  await real.execution.stop();
  await aws.stop();
});

const invoke = (changes: Partial<InvokeCommand["input"]> = {}) =>
  aws.client.send(new InvokeCommand({ FunctionName: "real", ...changes }));

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("invoking a function", () => {
  it("answers with what it returned, and the tail of its log when asked", async () => {
    const plain = await invoke({ Payload: json({ a: 1 }) });
    const tailed = await invoke({ Payload: json({ b: 2 }), LogType: "Tail" });
    const empty = await invoke();

    expect(plain).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(plain.FunctionError).toBeUndefined();
    expect(plain.LogResult).toBeUndefined();
    expect(JSON.parse(plain.Payload?.transformToString() ?? "")).toEqual({ a: 1 });
    const log = Buffer.from(tailed.LogResult ?? "", "base64").toString();
    expect(log).toContain('seen {"b":2}');
    expect(log).toContain(`REPORT RequestId: ${tailed.$metadata.requestId}`);
    expect(empty.Payload?.transformToString()).toBe("{}");
  });

  it("ERR-01 answers 200 with the function's error", async () => {
    const failed = await invoke({ Payload: json({ fail: true }) });

    expect(failed).toMatchObject({ StatusCode: 200, FunctionError: "Unhandled" });
    expect(JSON.parse(failed.Payload?.transformToString() ?? "")).toMatchObject({
      errorType: "RangeError",
      errorMessage: "failed",
    });
  });

  it("runs an event later, and nothing on a dry run", async () => {
    const dry = await invoke({ InvocationType: "DryRun", Payload: json({ dry: true }) });
    const event = await invoke({ InvocationType: "Event", Payload: json({ later: true }) });
    while (!real.logged.some(({ text }) => text.includes('seen {"later":true}'))) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect([dry.StatusCode, event.StatusCode]).toEqual([204, 202]);
    expect(real.logged.some(({ text }) => text.includes('"dry"'))).toBe(false);
  });

  it.each([
    { reason: "no JSON", input: { Payload: Buffer.from("{") }, error: "InvalidRequestContentException" },
    { reason: "missing", input: { FunctionName: "none" }, error: "ResourceNotFoundException" },
    { reason: "pending", input: { FunctionName: "pending" }, error: "ResourceConflictException" },
    { reason: "throttled", input: { FunctionName: "reserved" }, error: "TooManyRequestsException" },
    {
      reason: "too large for an event",
      input: { InvocationType: "Event" as const, Payload: json("x".repeat(1024 * 1024)) },
      error: "RequestEntityTooLargeException",
    },
  ])("refuses what is $reason", async ({ input, error }) => {
    await expect(invoke(input)).rejects.toMatchObject({ name: error });
  });
});

describe("mappings' invocations", () => {
  const call = (name: string, signal = new AbortController().signal) =>
    aws.lambda.functions.invoke(arnOf(name), JSON.stringify({ from: "mapping" }), signal);

  it("tell what was returned, what failed and what was not run", async () => {
    const failing = aws.lambda.functions.invoke(arnOf("real"), '{"fail":true}', new AbortController().signal);

    expect(await call("real")).toMatchObject({
      kind: "returned",
      payload: '{"from":"mapping"}',
      version: "$LATEST",
    });
    expect(await failing).toMatchObject({ kind: "failed", functionError: "Unhandled" });
    expect(await call("reserved")).toMatchObject({ kind: "rejected", code: "TooManyRequestsException" });
    expect(await call("pending")).toMatchObject({ kind: "rejected", code: "ResourceConflictException" });
    expect(await call("none")).toMatchObject({ kind: "rejected", code: "ResourceNotFoundException" });
  });

  it("are given up when aborted", async () => {
    const reason = new Error("over");

    await expect(call("real", AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it("know the role of an existing function", () => {
    expect(aws.lambda.functions.roleOf(`${arnOf("real")}:$LATEST`)).toBe(lambdaRole);
    expect(aws.lambda.functions.roleOf(arnOf("none"))).toBeUndefined();
  });
});
