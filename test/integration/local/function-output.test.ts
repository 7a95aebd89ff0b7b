import { afterAll, describe, expect, it } from "vitest";
import type { RunnableFunction } from "../../../src/local/lambda/ports.ts";
import {
  createFunctionRuns,
  nodeFunction,
  providedFunction,
  pythonFunction,
  textLogging,
} from "../../support/function-runs.ts";

const runs = createFunctionRuns();
afterAll(() => runs.execution.stop());

describe("what the caller of a failed function reads", () => {
  it("ERR-02 of Python: message, type, request id and stack", async () => {
    const { kind, payload, requestId } = await runs.run(
      pythonFunction("def handler(event, context):\n  return deep()\ndef deep():\n  raise KeyError('k')"),
    );

    expect(kind).toBe("failed");
    expect(payload).toMatchObject({ errorType: "KeyError", errorMessage: "'k'", requestId });
    expect(payload.stackTrace.map((frame: string) => frame.match(/in (\w+)\n/)?.[1])).toEqual([
      "handler",
      "deep",
    ]);
  });

  it("ERR-03 of Node.js: type, message and trace", async () => {
    const fn = nodeFunction(
      "exports.handler = async ({ text }) => { throw text ?? new TypeError('not\\nthis') }",
    );

    const thrown = await runs.run(fn);
    const text = await runs.run(fn, { text: "just text" });

    expect(thrown.payload).toMatchObject({ errorType: "TypeError", errorMessage: "not\nthis" });
    expect(thrown.payload.trace[0]).toBe("TypeError: not");
    expect(text.payload).toEqual({ errorType: "string", errorMessage: "just text", trace: [] });
  });

  it.each([
    { end: "process.exit(0)", text: "Runtime exited without providing a reason" },
    { end: "process.exit(127)", text: "Runtime exited with error: exit status 127" },
    { end: "process.kill(process.pid, 'SIGKILL')", text: "Runtime exited with error: signal: killed" },
  ])("ERR-05, LOG-04 when it ended by $end", async ({ end, text }) => {
    const fn = nodeFunction(`exports.handler = () => { ${end}; return new Promise(() => {}) }`);

    const { payload, requestId, lines } = await runs.run(fn);

    expect(payload).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${requestId} Error: ${text}`,
    });
    expect(lines.at(-1)).toMatch(/\tStatus: error\tError Type: Runtime.ExitError$/);
  });

  it("ERR-05 when Python leaves by itself", async () => {
    const { payload } = await runs.run(pythonFunction("def handler(event, context):\n  exit(4)"));

    expect(payload.errorMessage).toContain("exit status 4");
  });

  it("ERR-06 when its response is too large, and goes on with the next event", async () => {
    const fn = pythonFunction("def handler(event, context):\n  return 'x' * event");

    const { payload, lines } = await runs.run(fn, 7_000_000);
    const after = await runs.run(fn, 2);

    expect(payload).toEqual({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
    expect(lines.at(-1)).toContain("Error Type: Function.ResponseSizeTooLarge");
    expect(after).toMatchObject({ payload: "xx" });
    expect(after.lines.join()).not.toContain("INIT_START");
  });
});

describe("the log of a function", () => {
  const report = (id: string, rest: string) =>
    new RegExp(
      `^REPORT RequestId: ${id}\\tDuration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB\\t${rest}$`,
    );

  it("LOG-01, LOG-02 frames the output of cold and warm invocations", async () => {
    const fn = providedFunction(`#!/usr/bin/env node
      const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
      console.log("init");
      (async () => { for (;;) { const r = await fetch(api + "next"); console.error("out 1"); console.log("out 2");
        const id = r.headers.get("lambda-runtime-aws-request-id");
        await fetch(api + id + "/response", { method: "POST", body: "1" }); console.log("after the answer"); } })()`);

    const cold = await runs.run(fn);
    const warm = await runs.run(fn);

    const output = ["after the answer", "out 1", "out 2"];
    expect(cold.lines.slice(0, 3)).toEqual([
      "INIT_START Runtime Version: provided:al2023.local",
      "init",
      `START RequestId: ${cold.requestId} Version: $LATEST`,
    ]);
    expect(cold.lines.slice(3, 6).sort()).toEqual(output);
    expect(cold.lines[6]).toBe(`END RequestId: ${cold.requestId}`);
    expect(cold.lines[7]).toMatch(report(cold.requestId, "Init Duration: \\d+\\.\\d\\d ms\\t"));
    expect(warm.lines[0]).toBe(`START RequestId: ${warm.requestId} Version: $LATEST`);
    expect(warm.lines.slice(1, 4).sort()).toEqual(output);
    expect(warm.lines[5]).toMatch(report(warm.requestId, ""));
  });

  it("LOG-04 reports each attempt of a failed init before START", async () => {
    const { lines } = await runs.run(nodeFunction("process.exit(9)"));

    expect(lines.map((line) => line.replace(/[\d.]+ ms/g, "N ms").split(" RequestId")[0])).toEqual([
      "INIT_START Runtime Version: nodejs:22.local",
      "INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError",
      "INIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError",
      "START",
      "END",
      "REPORT",
    ]);
  });

  it("LOG-04 calls an error type that is not Lambda's Runtime.Unknown", async () => {
    const { lines } = await runs.run(nodeFunction("throw new RangeError('x')"));

    expect(lines.at(-1)).toContain("Status: error\tError Type: Runtime.Unknown");
  });

  it("LOG-05 has Node.js's console with level and request id, one entry a line", async () => {
    const fn =
      nodeFunction(`exports.handler = async () => { console.log("a %s\\nb", 1, { c: 2 }); console.debug("d");
      console.warn("w"); console.error(new Error("e")); console.trace("t"); console.info("i");
      process.stdout.write("raw\\n") }`);

    const { lines, requestId } = await runs.run(fn);

    const output = lines.slice(2, -2);
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;
    expect(output[0]?.replace(time, "T")).toBe(`T\t${requestId}\tINFO\ta 1\rb { c: 2 }`);
    expect(output.map((line) => line.split("\t")[2])).toEqual([
      "INFO",
      "DEBUG",
      "WARN",
      "ERROR",
      "TRACE",
      "INFO",
      undefined,
    ]);
    expect(output[3]).toContain("Error: e\r    at ");
    expect(output[6]).toBe("raw");
  });

  it("LOG-06 has Python's print raw, and its logging with level, time and request id", async () => {
    const fn = pythonFunction(`import logging
logging.getLogger().setLevel("INFO")
def handler(event, context):
  print("printed")
  logging.info("logged %s\\nmore", 1)
  logging.debug("left out")`);

    const { lines, requestId } = await runs.run(fn);

    expect(lines[2]).toBe("printed");
    expect(lines[3]?.replace(/\t[\d:.T-]+Z\t/, "\tT\t")).toBe(`[INFO]\tT\t${requestId}\tlogged 1\rmore`);
    expect(lines).toHaveLength(6);
  });

  it("LOG-07 has Python's exceptions in one line", async () => {
    const { lines } = await runs.run(pythonFunction("def handler(event, context):\n  return 1 / 0"));

    expect(lines[2]).toMatch(
      /^\[ERROR\] ZeroDivisionError: division by zero\rTraceback \(most recent call last\):\r {2}File ".*app.py", line 2, in handler\r/,
    );
  });

  it("LOG-08 is complete by the time the result is there, however much it is", async () => {
    const fn = nodeFunction(
      `exports.handler = async (n) => { for (let i = 0; i < n; i++) console.log("line", i, "x".repeat(500)) }`,
    );

    const { lines } = await runs.run(fn, 4000);

    expect(lines.filter((line) => line.includes("\tline "))).toHaveLength(4000);
    expect(lines.at(-2)).toMatch(/^END /);
  });

  it("LOG-08 goes to one stream for each sandbox", async () => {
    const fn = nodeFunction("exports.handler = async () => process.env.AWS_LAMBDA_LOG_STREAM_NAME");

    const { payload } = await runs.run(fn);
    await runs.run(fn);

    const streams = runs.logged.filter(({ group }) => group === `/aws/lambda/${fn.name}`);
    expect(new Set(streams.map(({ stream }) => stream))).toEqual(new Set([payload]));
    expect(payload).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  });

  const json: Partial<RunnableFunction> = {
    logging: { ...textLogging("json"), format: "JSON", applicationLevel: "WARN" },
  };

  it.each([
    {
      language: "Node.js",
      fn: nodeFunction(
        `exports.handler = async () => { console.log("no"); console.warn({ a: 1 }); console.error("e", new TypeError("t")) }`,
        json,
      ),
      messages: [{ a: 1 }, expect.stringContaining("e TypeError: t")],
    },
    {
      language: "Python",
      fn: pythonFunction(
        `import logging
def handler(event, context):
  logging.info("no")
  logging.warning("yes %s", 1)
  try:
    raise TypeError("t")
  except TypeError:
    logging.exception("e")`,
        json,
      ),
      messages: ["yes 1", "e"],
    },
  ])("LOG-09 is JSON throughout, and filtered, for $language", async ({ fn, messages }) => {
    const { lines, requestId } = await runs.run(fn);

    const documents = lines.map((line) => JSON.parse(line));
    expect(documents.map((document) => document.type ?? document.level)).toEqual([
      "platform.initStart",
      "platform.start",
      expect.stringMatching(/^WARN/),
      "ERROR",
      "platform.report",
    ]);
    expect([documents[2].message, documents[3].message]).toEqual(messages);
    expect(documents[3]).toMatchObject({ requestId, errorType: "TypeError", errorMessage: "t" });
    expect(documents[4].record).toMatchObject({ requestId, status: "success" });
  });

  it("LOG-09 has errors as JSON too", async () => {
    const node = await runs.run(nodeFunction("exports.handler = async () => { throw new Error('n') }", json));
    const python = await runs.run(pythonFunction("def handler(e, c):\n  raise ValueError('p')", json));

    const errorOf = (lines: readonly string[]) => lines.map((line) => JSON.parse(line))[2];
    expect(errorOf(node.lines)).toMatchObject({ level: "ERROR", errorType: "Error", errorMessage: "n" });
    expect(errorOf(python.lines)).toMatchObject({
      log_level: "ERROR",
      errorType: "ValueError",
      errorMessage: "p",
    });
  });

  it("LOG-10 has a tail of at most 4 KB, of this invocation alone", async () => {
    const fn = nodeFunction("exports.handler = async (n) => { for (let i = 0; i < n; i++) console.log(i) }");

    const long = await runs.run(fn, 500);
    const short = await runs.run(fn, 1);

    expect(Buffer.byteLength(long.log)).toBeLessThanOrEqual(4096);
    expect(long.log.split("\n").at(-2)).toBe(long.lines.at(-1));
    expect(short.log).toBe(short.lines.map((line) => `${line}\n`).join(""));
  });
});
