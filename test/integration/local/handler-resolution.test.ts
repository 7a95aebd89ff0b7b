import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { openRuntimeApi } from "../../../src/local/execution/runtime-api.ts";
import { startRuntimeProcess } from "../../../src/local/execution/runtime-process.ts";
import {
  createFunctionRuns,
  functionOf,
  nodeFunction,
  providedFunction,
  pythonFunction,
  type SourceFiles,
} from "../../support/function-runs.ts";
import { withTempFolder } from "../../support/temp-folder.ts";

const runs = createFunctionRuns();
afterAll(() => runs.execution.stop());

const answer = (files: SourceFiles, handler: string) => runs.run(functionOf(files, { handler }));

const cjs = (value: string) => `exports.handler = async () => ${JSON.stringify(value)}`;
const esm = (value: string) => `export const handler = async () => ${JSON.stringify(value)}`;

describe("the handler of a Node.js function", () => {
  it.each([
    {
      rule: "HND-02",
      files: { "dir/mod.js": "exports.a = { b: async () => 'path' }" },
      handler: "dir/mod.a.b",
    },
    {
      rule: "HND-03",
      files: { index: cjs("bare"), "index.js": cjs("js") },
      handler: "index.handler",
      is: "bare",
    },
    {
      rule: "HND-04",
      files: { "index.js": cjs("js"), "index.mjs": esm("mjs") },
      handler: "index.handler",
      is: "js",
    },
    {
      rule: "HND-04",
      files: { "index.js": esm("module"), "package.json": '{"type":"module"}' },
      handler: "index.handler",
      is: "module",
    },
    {
      rule: "HND-04",
      files: { "node_modules/dep/index.js": cjs("dependency"), "package.json": '{"type":"module"}' },
      handler: "node_modules/dep/index.handler",
      is: "dependency",
    },
    {
      rule: "HND-05",
      files: { "index.mjs": esm("mjs"), "index.cjs": cjs("cjs") },
      handler: "index.handler",
      is: "mjs",
    },
    { rule: "HND-05", files: { "index.cjs": cjs("cjs") }, handler: "index.handler", is: "cjs" },
    {
      rule: "HND-05",
      files: { "node_modules/dep/index.js": cjs("package") },
      handler: "dep.handler",
      is: "package",
    },
    { rule: "HND-05", files: { "index/index.js": cjs("folder") }, handler: "./index.handler", is: "folder" },
  ])("$rule finds $handler among $files", async ({ files, handler, is = "path" }) => {
    expect((await answer(files as SourceFiles, handler)).payload).toBe(is);
  });

  it.each([
    {
      rule: "HND-01",
      files: { "index.js": cjs("x") },
      handler: "../index.handler",
      type: "MalformedHandlerName",
    },
    { rule: "HND-06", files: { "index.js": cjs("x") }, handler: "handler", type: "MalformedHandlerName" },
    { rule: "HND-06", files: { "index.js": cjs("x") }, handler: "other.handler", type: "ImportModuleError" },
    {
      rule: "HND-06",
      files: { "index.js": "require('no')" },
      handler: "index.handler",
      type: "ImportModuleError",
    },
    {
      rule: "HND-06",
      files: { "index.js": "exports = {" },
      handler: "index.handler",
      type: "UserCodeSyntaxError",
    },
    { rule: "HND-07", files: { "index.ts": esm("ts") }, handler: "index.handler", type: "ImportModuleError" },
  ])("$rule fails $handler among $files as $type", async ({ files, handler, type }) => {
    const { payload, lines } = await answer(files as SourceFiles, handler);

    expect(payload.errorType).toBe(`Runtime.${type}`);
    expect(lines.at(-1)).toContain(`Error Type: Runtime.${type}`);
  });

  it("HND-06 tells a handler that is missing from one that is no function", async () => {
    const missing = await answer({ "index.js": "exports.other = 1" }, "index.handler");
    const noFunction = await answer({ "index.js": "exports.handler = 1" }, "index.handler");

    expect([missing.payload, noFunction.payload]).toMatchObject([
      {
        errorType: "Runtime.HandlerNotFound",
        errorMessage: "index.handler is undefined or not exported",
      },
      { errorType: "Runtime.HandlerNotFound", errorMessage: "index.handler is not a function" },
    ]);
  });

  it("HND-06 leaves what an imported module throws its own name", async () => {
    const thrown = await answer({ "index.js": "throw new RangeError('at import')" }, "index.handler");
    const notFound = await answer({ "index.mjs": "import 'no-such-package'" }, "index.handler");

    expect(thrown.payload).toMatchObject({ errorType: "RangeError", errorMessage: "at import" });
    expect(notFound.payload.errorType).toBe("Error");
  });

  it("HND-08 streams, with metadata before the body when asked", async () => {
    const fn = nodeFunction(`exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
      stream.setContentType("application/json");
      if (event.meta) stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
      stream.write(JSON.stringify(context.awsRequestId)); stream.end(); })`);

    const plain = await runs.run(fn);
    const result = await runs.execution.invoke(fn, Buffer.from('{"meta":1}'), { requestId: "r-1" });

    expect(plain.payload).toBe(plain.requestId);
    const text = result.kind === "returned" ? Buffer.from(result.payload).toString() : "";
    expect(text).toBe(`{"statusCode":201}${"\0".repeat(8)}"r-1"`);
  });

  it("HND-09 answers a callback once the event loop is empty", async () => {
    const fn = nodeFunction(`exports.handler = (event, context, callback) => {
      const answer = { done: false }; setTimeout(() => { answer.done = true }, 20);
      context.callbackWaitsForEmptyEventLoop = event.wait; callback(null, answer); }`);

    expect((await runs.run(fn, { wait: true })).payload).toEqual({ done: true });
    expect((await runs.run(fn, { wait: false })).payload).toEqual({ done: false });
  });

  it("HND-09 knows every way to call back", async () => {
    const fn = nodeFunction(`exports.handler = (event, context, callback) => {
      if (event.how === "callback") callback(new Error("c")); else if (event.how === "throw") throw new Error("t");
      else if (event.how) context[event.how](event.how === "done" ? null : "s", "d"); }`);
    const how = async (text?: string) => (await runs.run(fn, { how: text })).payload;

    expect(await how("succeed")).toBe("s");
    expect(await how("done")).toBe("d");
    expect(await how("fail")).toMatchObject({ errorType: "string", errorMessage: "s" });
    expect(await how("callback")).toMatchObject({ errorMessage: "c" });
    expect(await how("throw")).toMatchObject({ errorMessage: "t" });
    expect(await how()).toBeNull();
  });

  it("HND-10 refuses callback handlers from Node.js 24 on", async () => {
    const fn = nodeFunction("exports.handler = (event, context, callback) => callback(null, 1)", {
      runtime: "nodejs24.x",
    });
    const direct = nodeFunction("exports.handler = (event, context) => [event, typeof context.done]", {
      runtime: "nodejs24.x",
    });

    expect((await runs.run(fn)).payload.errorType).toBe("Runtime.CallbackHandlerDeprecated");
    expect((await runs.run(direct, 1)).payload).toEqual([1, "undefined"]);
  });

  it("HND-11 fails an async handler that is left with nothing to run", async () => {
    const fn = nodeFunction("exports.handler = () => new Promise(() => {})");

    const { payload, lines } = await runs.run(fn);

    expect(payload.errorType).toBe("Runtime.NodeJsExit");
    expect(lines.at(-1)).toContain("Error Type: Runtime.NodeJsExit");
  });

  it.each([
    {
      what: "an unhandled rejection",
      text: "exports.handler = () => { Promise.reject(new Error('r')); return new Promise((r) => setTimeout(r, 5000)) }",
      exit: 128,
      document: { errorType: "Runtime.UnhandledPromiseRejection" },
      line: "Unhandled Promise Rejection",
    },
    {
      what: "an uncaught exception",
      text: "exports.handler = () => { setTimeout(() => { throw new TypeError('u') }); return new Promise((r) => setTimeout(r, 5000)) }",
      exit: 129,
      document: { errorType: "TypeError", errorMessage: "u" },
      line: "Uncaught Exception",
    },
  ])("HND-12 reports $what and exits $exit", async ({ text, exit, document, line }) => {
    const fn = nodeFunction(text);
    const { payload, lines } = await runs.run(fn);

    expect(payload).toMatchObject(document);
    expect(lines.find((logged) => logged.includes(line))).toMatch(/\tERROR\t/);
    expect(lines.at(-1)).toContain("Status: error");
    expect(await exitCodeOf(text)).toBe(exit);
  });

  it("HND-13 makes null of an undefined result", async () => {
    expect((await runs.run(nodeFunction("exports.handler = async () => {}"))).payload).toBeNull();
  });
});

/** How the bootstrap ends when it runs the text alone, without a sandbox around it. */
async function exitCodeOf(text: string): Promise<number | undefined> {
  const ignore = () => {};
  const api = await openRuntimeApi({
    ready: () =>
      api.deliver({
        requestId: "1",
        payload: Buffer.from("{}"),
        deadlineMs: 0,
        functionArn: "f",
        traceId: "t",
      }),
    responded: ignore,
    failed: ignore,
    tooLarge: ignore,
    initFailed: ignore,
  });
  const bootstraps = new URL("../../../src/local/execution/bootstraps/", import.meta.url);
  return withTempFolder(async (root) => {
    await writeFile(join(root, "index.js"), text);
    const started = startRuntimeProcess(
      { file: process.execPath, args: [fileURLToPath(new URL("node.mjs", bootstraps))] },
      {
        cwd: root,
        environment: {
          AWS_LAMBDA_RUNTIME_API: api.address,
          _HANDLER: "index.handler",
          LAMBDA_TASK_ROOT: root,
        },
      },
      ignore,
    );
    const exit = await started.exited;
    await api.close();
    return exit.kind === "code" ? exit.code : undefined;
  });
}

describe("the handler of a Python function", () => {
  const python = (files: SourceFiles, handler: string) =>
    runs.run(functionOf(files, { runtime: "python3.13", handler }));
  const app = "def handler(event, context):\n  return 'found'";

  it("HND-14 is split at the last dot, with folders as packages", async () => {
    const { payload } = await python({ "pkg/__init__.py": "", "pkg/sub/app.py": app }, "pkg/sub/app.handler");

    expect(payload).toBe("found");
  });

  it.each([
    { rule: "HND-15", files: { "app.py": app }, handler: "sys.handler", type: "BuiltInModuleConflict" },
    { rule: "HND-16", files: { "app.py": app }, handler: "handler", type: "MalformedHandlerName" },
    { rule: "HND-16", files: { "app.py": app }, handler: "other.handler", type: "ImportModuleError" },
    { rule: "HND-16", files: { "app.py": "def (" }, handler: "app.handler", type: "UserCodeSyntaxError" },
    { rule: "HND-16", files: { "app.py": "x = 1" }, handler: "app.handler", type: "HandlerNotFound" },
  ])("$rule fails $handler of $files as $type", async ({ files, handler, type }) => {
    const { payload } = await python(files as SourceFiles, handler);

    expect(payload).toMatchObject({ errorType: `Runtime.${type}`, requestId: "" });
  });

  it("HND-17 fails a result that has no JSON form", async () => {
    const { payload } = await runs.run(pythonFunction("def handler(event, context):\n  return {1, 2}"));

    expect(payload.errorType).toBe("Runtime.MarshalError");
    expect(payload.errorMessage).toContain("Unable to marshal response");
  });

  it("HND-18 prints why init failed, in both attempts, and reports it", async () => {
    const { payload, lines } = await runs.run(pythonFunction("raise ValueError('at import')"));

    expect(payload).toMatchObject({ errorType: "ValueError", errorMessage: "at import", requestId: "" });
    expect(lines.filter((line) => line.startsWith("[ERROR] ValueError: at import\r"))).toHaveLength(2);
  });

  it("gets the context Lambda gives", async () => {
    const fn = pythonFunction(`def handler(event, context):
  return [context.aws_request_id, context.function_name, context.memory_limit_in_mb, context.function_version,
    context.invoked_function_arn, context.log_group_name, context.get_remaining_time_in_millis() > 0,
    context.client_context.custom, context.identity.cognito_identity_id]`);

    const { payload, requestId } = await runs.run(fn, {}, { clientContext: '{"custom":{"a":"b"}}' });

    const group = `/aws/lambda/${fn.name}`;
    expect(payload).toEqual([requestId, fn.name, "128", "$LATEST", fn.arn, group, true, { a: "b" }, null]);
  });
});

describe("the bootstrap of a provided function", () => {
  it.each([
    {
      problem: "is missing",
      fn: functionOf({ "index.js": "" }, { runtime: "provided.al2023" }),
      text: "Couldn't find",
    },
    { problem: "is not executable", fn: providedFunction("echo"), text: "permission denied" },
    {
      problem: "is for another machine",
      fn: providedFunction("#!/no/such/interpreter\n"),
      text: "Couldn't find",
    },
  ])("HND-19 fails when it $problem", async ({ fn, text }) => {
    const { payload } = await runs.run(fn);

    expect(payload.errorType).toBe("Runtime.InvalidEntrypoint");
    expect(payload.errorMessage).toContain(text);
  });
});
