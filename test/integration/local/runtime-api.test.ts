import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openRuntimeApi } from "../../../src/local/execution/runtime-api.ts";
import {
  createFunctionRuns,
  nodeBootstrap,
  nodeFunction,
  providedFunction,
} from "../../support/function-runs.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { openTempFolder, type TempFolder } from "../../support/temp-folder.ts";

const clock = createManualClock();
const runs = createFunctionRuns({ clock }, { maxPerFunction: 2, maxIdle: 8 });
let folder: TempFolder;

beforeAll(async () => {
  folder = await openTempFolder();
});

afterAll(async () => {
  await runs.execution.stop();
  await folder.remove();
});

const next = `const get = () => fetch(api + "/invocation/next");
  const post = (path, body = "null", headers = {}) => fetch(api + path, { method: "POST", body, headers });
  const idOf = (r) => r.headers.get("lambda-runtime-aws-request-id");`;

/** Collects what the runtime is told during the first invocation, and returns it from the second. */
const probe = (text: string) =>
  providedFunction(
    nodeBootstrap(`${next} const r = await get(); const id = idOf(r); const seen = []; ${text}
      for (;;) { const r2 = await get(); await post("/invocation/" + idOf(r2) + "/response", JSON.stringify(seen)); }`),
  );

describe("the Runtime API", () => {
  it("RT-01 hands the event to a pending next, with request id, deadline, ARN and trace id", async () => {
    const fn = providedFunction(
      nodeBootstrap(`${next} for (;;) { const r = await get();
        const answer = { status: r.status, headers: Object.fromEntries(r.headers), event: await r.json(), now: Date.now() };
        await post("/invocation/" + idOf(r) + "/response", JSON.stringify(answer)); }`),
      { timeoutSeconds: 7 },
    );

    const { payload, requestId } = await runs.run(fn, { a: 1 });

    expect(payload.status).toBe(200);
    expect(payload.event).toEqual({ a: 1 });
    expect(payload.headers["lambda-runtime-aws-request-id"]).toBe(requestId);
    expect(payload.headers["lambda-runtime-invoked-function-arn"]).toBe(fn.arn);
    expect(payload.headers["lambda-runtime-trace-id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/);
    expect(payload.headers["content-type"]).toBe("application/json");
    const leftMs = Number(payload.headers["lambda-runtime-deadline-ms"]) - payload.now;
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(7000);
  });

  it("RT-02 sends optional headers only when they hold something", async () => {
    const fn = nodeFunction("exports.handler = async (e, c) => c.clientContext ?? 'none'");

    const without = await runs.run(fn);
    const empty = await runs.run(fn, {}, { clientContext: "" });
    const given = await runs.run(fn, {}, { clientContext: '{"custom":{"k":"v"}}' });

    expect([without.payload, empty.payload]).toEqual(["none", "none"]);
    expect(given.payload).toEqual({ custom: { k: "v" } });
  });

  it("RT-03 answers response, error and init/error with 202", async () => {
    const fn = probe(`seen.push((await post("/invocation/" + id + "/error", "{}")).status);
      const r3 = await get(); seen.push((await post("/invocation/" + idOf(r3) + "/response")).status);`);
    await runs.run(fn);
    await runs.run(fn);

    const { payload } = await runs.run(fn);

    expect(payload).toEqual([202, 202]);
    const ignore = () => {};
    const events = { ready: ignore, responded: ignore, failed: ignore, tooLarge: ignore, initFailed: ignore };
    const api = await openRuntimeApi(events);
    const url = `http://${api.address}/2018-06-01/runtime/init/error`;
    expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(202);
    await api.close();
  });

  it("RT-04 takes the failure's name from the error type header", async () => {
    const fn = providedFunction(
      nodeBootstrap(`${next} await post("/init/error", '{"errorType":"Runtime.Odd"}', {
        "Lambda-Runtime-Function-Error-Type": "Runtime.Odd", "Lambda-Runtime-Function-XRay-Error-Cause": "{}" });`),
    );

    const { payload, lines } = await runs.run(fn);

    expect(payload).toEqual({ errorType: "Runtime.Odd" });
    expect(lines.at(-1)).toContain("Status: error\tError Type: Runtime.Odd");
  });

  it("RT-05 refuses what comes in the wrong state with 403 InvalidStateTransition", async () => {
    const fn = probe(`for (const call of [get, () => post("/init/error")]) {
        const refused = await call(); seen.push(refused.status, (await refused.json()).errorType); }
      await post("/invocation/" + id + "/response");
      const again = await post("/invocation/" + id + "/response"); seen.push(again.status);`);
    await runs.run(fn);

    const { payload } = await runs.run(fn);

    expect(payload).toEqual([403, "InvalidStateTransition", 403, "InvalidStateTransition", 403]);
  });

  it("RT-06 refuses the id of another invocation with 400, and unknown paths with 404", async () => {
    const fn =
      probe(`seen.push((await post("/invocation/other/response")).status, (await post("/nowhere")).status);
      await post("/invocation/" + id + "/response");`);
    await runs.run(fn);

    const { payload } = await runs.run(fn);

    expect(payload).toEqual([400, 404]);
  });

  it("RT-07 takes a response of 6 MiB + 100 B and refuses a longer one with 413", async () => {
    const limit = 6 * 1024 * 1024 + 100;
    const fn = probe(`const text = (n) => '"' + "x".repeat(n - 2) + '"';
      seen.push((await post("/invocation/" + id + "/response", text(${limit + 1}))).status);
      const r3 = await get(); seen.push((await post("/invocation/" + idOf(r3) + "/response", text(${limit}))).status);`);

    const tooLong = await runs.run(fn);
    const longest = await runs.run(fn);
    const { payload } = await runs.run(fn);

    expect(tooLong.payload.errorType).toBe("Function.ResponseSizeTooLarge");
    expect(longest.payload).toHaveLength(limit - 2);
    expect(payload).toEqual([413, 202]);
  });

  it("RT-08 collects a streamed response, and fails it by its trailers", async () => {
    const fn = nodeFunction(`exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write('{"a":'); if (event.fail) throw new RangeError("half-way"); stream.end('1}'); })`);

    const whole = await runs.run(fn);
    const half = await runs.run(fn, { fail: true });

    expect(whole).toMatchObject({ kind: "returned", payload: { a: 1 } });
    expect(half).toMatchObject({
      kind: "failed",
      payload: { errorType: "RangeError", errorMessage: "half-way" },
    });
  });
});

describe("sandboxes", () => {
  const counter = (text = "") =>
    nodeFunction(`let n = 0; exports.handler = async (event) => { ${text} return [process.pid, ++n]; }`);

  it("RT-09 runs parallel invocations in processes of their own", async () => {
    const fn = nodeFunction(`const { existsSync, writeFileSync } = require("node:fs");
      exports.handler = async ({ mine, other }) => { writeFileSync(mine, "");
        while (!existsSync(other)) await new Promise((r) => setTimeout(r, 5)); return process.pid; }`);
    const [a, b] = [join(folder.path, "a"), join(folder.path, "b")];

    const results = await Promise.all([
      runs.run(fn, { mine: a, other: b }),
      runs.run(fn, { mine: b, other: a }),
    ]);

    expect(new Set(results.map(({ payload }) => payload)).size).toBe(2);
  });

  it("RT-10 uses an idle process again, globals and all", async () => {
    const fn = counter();

    const [first, second] = [await runs.run(fn), await runs.run(fn)];

    expect(second.payload).toEqual([first.payload[0], 2]);
  });

  it("RT-10 starts afresh when the function has changed", async () => {
    const fn = counter();
    const before = await runs.run(fn);

    const after = await runs.run({ ...fn, revision: "2" });

    expect(after.payload[1]).toBe(1);
    expect(after.payload[0]).not.toBe(before.payload[0]);
  });

  it("RT-12 never uses a process again that crashed", async () => {
    const fn = counter("if (event.crash) process.exit(3);");
    await runs.run(fn);
    const crashed = await runs.run(fn, { crash: true });

    const after = await runs.run(fn);

    expect(crashed.kind).toBe("failed");
    expect(after.payload[1]).toBe(1);
  });

  it("RT-12 notices a process that dies while it is idle", async () => {
    const fn = counter("if (event.later) setTimeout(() => process.exit(1), 1);");
    await runs.run(fn);
    const dying = await runs.run(fn, { later: true });
    await untilDead(dying.payload[0]);

    const after = await runs.run(fn);

    expect(after).toMatchObject({ kind: "returned" });
    expect(after.payload[1]).toBe(1);
  });

  it("RT-14 runs the bootstrap of a provided runtime, be it a shell script", async () => {
    const fn = providedFunction(`#!/bin/sh
      exec node -e '${next.replaceAll("'", "")} const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime";
        (async () => { for (;;) { const r = await get(); await post("/invocation/" + idOf(r) + "/response", await r.text()); } })()'
    `);

    expect((await runs.run(fn, { echo: true })).payload).toEqual({ echo: true });
  });

  it("RT-15 ends the function's own child processes when it is retired", async () => {
    const fn = nodeFunction(`const child = require("node:child_process").spawn("sleep", ["600"]);
      exports.handler = async () => [process.pid, child.pid];`);
    const { payload: pids } = await runs.run(fn);

    await runs.execution.retire(fn.arn);

    for (const pid of pids) await untilDead(pid);
    expect((await runs.run(fn)).payload[0]).not.toBe(pids[0]);
  });

  it("RT-16 ends an idle process after five minutes on the clock", async () => {
    const fn = counter();
    const { payload } = await runs.run(fn);

    clock.advance(5 * 60_000);

    await untilDead(payload[0]);
    expect((await runs.run(fn)).payload[1]).toBe(1);
  });

  it("RT-16 ends the longest idle process when too many are idle", async () => {
    const few = createFunctionRuns({}, { maxIdle: 1 });
    onTestFinished(() => few.execution.stop());
    const [first, second] = [counter(), counter()];
    const { payload } = await few.run(first);
    await few.run(second);

    await untilDead(payload[0]);

    expect((await few.run(second)).payload[1]).toBe(2);
  });

  it("RT-17 throttles beyond reserved concurrency", async () => {
    const fn = nodeFunction("exports.handler = async () => 1", { reservedConcurrency: 1 });
    const blocked = { ...fn, reservedConcurrency: 0 };

    const [first, second] = await Promise.all([runs.run(fn), runs.run(fn)]);

    expect([first?.kind, second?.kind]).toEqual(["returned", "throttled"]);
    expect((await runs.run(blocked)).kind).toBe("throttled");
  });

  it("RT-17 makes invocations beyond the machine's cap wait, and lets them give up", async () => {
    const fn = counter();
    const abort = new AbortController();

    const waiting = [1, 2, 3].map(() => runs.run(fn));
    const givenUp = expect(runs.run(fn, {}, { signal: abort.signal })).rejects.toThrow("enough");
    abort.abort(new Error("enough"));
    await givenUp;

    const pids = (await Promise.all(waiting)).map(({ payload }) => payload[0]);
    expect(new Set(pids).size).toBe(2);
  });
});

/** Until we have noticed that it ended; a grandchild may stay listed as a zombie. */
async function untilDead(pid: number): Promise<void> {
  while (isAlive(pid)) {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    if (/^State:\s+Z/m.test(status) && !status.includes(`PPid:\t${process.pid}\n`)) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
