import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import type { RunnableFunction } from "../../../src/local/lambda/ports.ts";
import {
  createFunctionRuns,
  functionOf,
  nodeBootstrap,
  nodeFunction,
  providedFunction,
  pythonFunction,
  textLogging,
} from "../../support/function-runs.ts";

const runs = createFunctionRuns({ endpoint: () => "http://127.0.0.1:4566" });
afterAll(() => runs.execution.stop());

type Environment = Record<string, string>;

const nodeEnvironment = (changes: Partial<RunnableFunction> = {}) =>
  runEnvironment(nodeFunction("exports.handler = async () => [process.env, process.cwd()]", changes));

const pythonEnvironment = () =>
  runEnvironment(
    pythonFunction("import os\ndef handler(event, context):\n  return [dict(os.environ), os.getcwd()]"),
  );

const providedEnvironment = () =>
  runEnvironment(
    providedFunction(
      nodeBootstrap(`const r = await fetch(api + "/invocation/next");
        const id = r.headers.get("lambda-runtime-aws-request-id");
        await fetch(api + "/invocation/" + id + "/response",
          { method: "POST", body: JSON.stringify([process.env, process.cwd()]) });
        await fetch(api + "/invocation/next");`),
    ),
  );

async function runEnvironment(fn: RunnableFunction) {
  const { payload } = await runs.run(fn);
  const [env, cwd] = payload as [Environment, string];
  return { env, cwd, fn };
}

describe("the environment of a function", () => {
  it.each([
    { runtime: "nodejs", run: nodeEnvironment },
    { runtime: "python", run: pythonEnvironment },
    { runtime: "provided", run: providedEnvironment },
  ])("ENV-01, ENV-06, ENV-07 has what every runtime gets ($runtime)", async ({ run }) => {
    const { env, cwd, fn } = await run();

    expect(env).toMatchObject({
      AWS_REGION: "eu-west-3",
      AWS_DEFAULT_REGION: "eu-west-3",
      AWS_LAMBDA_FUNCTION_NAME: fn.name,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      _HANDLER: fn.handler,
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      LAMBDA_TASK_ROOT: cwd,
      TZ: ":UTC",
      LANG: "en_US.UTF-8",
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    });
    expect(env["AWS_LAMBDA_LOG_STREAM_NAME"]).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(env["AWS_LAMBDA_RUNTIME_API"]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(env["LD_LIBRARY_PATH"]).toContain(cwd);
    const others = [
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "PATH",
      "AWS_XRAY_DAEMON_ADDRESS",
      "_AWS_XRAY_DAEMON_ADDRESS",
      "_AWS_XRAY_DAEMON_PORT",
    ];
    for (const name of others) expect(env).toHaveProperty(name);
  });

  it("ENV-02 says which managed runtime it is, and nothing of the kind for provided ones", async () => {
    const [node, python, provided] = await Promise.all([
      nodeEnvironment(),
      pythonEnvironment(),
      providedEnvironment(),
    ]);

    expect(node.env).toMatchObject({ AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x", PWD: node.cwd });
    expect(python.env).toMatchObject({ AWS_EXECUTION_ENV: "AWS_Lambda_python3.13", PWD: python.cwd });
    expect(provided.env).not.toHaveProperty("AWS_EXECUTION_ENV");
    expect(provided.env).not.toHaveProperty("PWD");
  });

  it("ENV-03 tells Node.js where to look for packages", async () => {
    const { env, cwd } = await nodeEnvironment({ runtime: "nodejs24.x" });

    expect(env["NODE_PATH"]).toBe(
      `/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:${cwd}`,
    );
  });

  it("ENV-04 tells Python where to look for packages, and its locale", async () => {
    const { env } = await pythonEnvironment();

    expect(env).toMatchObject({ PYTHONPATH: "/var/runtime", LC_CTYPE: "C.UTF-8" });
  });

  it("ENV-05 adds format and level for JSON logging only", async () => {
    const text = await nodeEnvironment();
    const json = await nodeEnvironment({
      logging: { ...textLogging("json"), format: "JSON", applicationLevel: "WARN" },
    });

    expect(text.env).not.toHaveProperty("AWS_LAMBDA_LOG_FORMAT");
    expect(json.env).toMatchObject({ AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: "WARN" });
  });

  it("ENV-07 runs in the unpacked package, files and folders and all", async () => {
    const fn = functionOf({
      "index.js": "exports.handler = async () => require('node:fs').readFileSync('data/deep/a.txt', 'utf8')",
      "data/deep/a.txt": "found",
    });

    expect((await runs.run(fn)).payload).toBe("found");
  });

  it("ENV-08 holds nothing of the host's environment", async () => {
    process.env["XFLOW_TEST_SECRET"] = "host";

    const environments = await Promise.all([nodeEnvironment(), pythonEnvironment(), providedEnvironment()]);

    delete process.env["XFLOW_TEST_SECRET"];
    const known =
      /^(AWS_|_AWS_|LAMBDA_|_HANDLER$|_X_AMZN_TRACE_ID$|TZ$|LANG$|LC_CTYPE$|PATH$|LD_LIBRARY_PATH$|PWD$|NODE_PATH$|PYTHONPATH$)/;
    for (const { env } of environments) {
      expect(Object.keys(env).filter((name) => !known.test(name))).toEqual([]);
    }
  });

  it("ENV-08 lets the function's own variables in, over those that Lambda lets it change", async () => {
    const { env } = await nodeEnvironment({ environment: { TABLE: "orders", TZ: "Europe/Paris" } });

    expect(env).toMatchObject({ TABLE: "orders", TZ: "Europe/Paris" });
  });

  it.each([
    {
      runtime: "nodejs",
      fn: nodeFunction("exports.handler = async () => process.env._X_AMZN_TRACE_ID"),
    },
    {
      runtime: "python",
      fn: pythonFunction("import os\ndef handler(e, c):\n  return os.environ['_X_AMZN_TRACE_ID']"),
    },
  ])("ENV-09 knows the trace of each invocation ($runtime)", async ({ fn }) => {
    const given = await runs.run(fn, {}, { traceId: "Root=1-5759e988-bd862e3fe1be46a994272793" });
    const made = await runs.run(fn);

    expect(given.payload).toBe("Root=1-5759e988-bd862e3fe1be46a994272793");
    expect(made.payload).toMatch(/^Root=1-/);
    expect(made.payload).not.toBe(given.payload);
  });

  it.each([
    {
      style: "require",
      files: {
        "index.js": `const { LambdaClient } = require("@aws-sdk/client-lambda");
          new LambdaClient({});
          const found = (name) => { try { require(name); return true } catch { return false } };
          exports.handler = async () => [typeof LambdaClient, found("zod"), found("@smithy/core")];`,
      },
    },
    {
      style: "import",
      files: {
        "index.mjs": `import { LambdaClient } from "@aws-sdk/client-lambda";
          new LambdaClient({});
          const found = (name) => import(name).then(() => true, () => false);
          export const handler = async () => [typeof LambdaClient, await found("zod"), await found("@smithy/core")];`,
      },
    },
  ])("ENV-10 offers the SDK to $style, quietly, and none of our other packages", async ({ files }) => {
    const { payload, lines } = await runs.run(functionOf(files));

    expect(payload).toEqual(["function", false, true]);
    expect(lines.filter((line) => line.includes("Warning"))).toEqual([]);
  });
});

describe("unpacked packages", () => {
  it("are kept in the folder, one for each function and code, and leave with the execution", async () => {
    const own = createFunctionRuns();
    onTestFinished(() => own.execution.stop());
    const fn = nodeFunction("exports.handler = async () => __dirname");
    const { payload: taskRoot } = await own.run(fn);
    const parent = dirname(taskRoot);
    await own.run(nodeFunction("exports.handler = async () => 2"));
    const shared = ["node_modules", "package.json"];
    const unpacked = async () => (await readdir(parent)).filter((name) => !shared.includes(name));
    expect(await unpacked()).toHaveLength(2);

    await own.execution.retire(fn.arn);
    expect(await unpacked()).toHaveLength(1);

    await own.execution.stop();
    await expect(readdir(parent)).rejects.toThrow("ENOENT");
  });
});
