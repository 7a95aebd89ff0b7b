import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Clock, createClock } from "../../../src/local/clock.ts";
import { createFunctionRuns, nodeFunction, pythonFunction } from "../../support/function-runs.ts";
import { openTempFolder, type TempFolder } from "../../support/temp-folder.ts";

/** Real time, in which a timer of exactly `ms` runs as soon as `fire` is called. */
function createTriggeredClock() {
  const real = createClock();
  const timers = new Map<() => void, number>();
  const clock: Clock = {
    now: real.now,
    after: (ms, task) => {
      timers.set(task, ms);
      return () => timers.delete(task);
    },
  };
  /** Waits for the timer to be set. */
  const fire = async (isIt: (ms: number) => boolean) => {
    for (;;) {
      const [task] = [...timers].find(([, ms]) => isIt(ms)) ?? [];
      if (task !== undefined) {
        timers.delete(task);
        task();
        return;
      }
      await nextTurn();
    }
  };
  return { clock, fire };
}

const { clock: machine, fire } = createTriggeredClock();
const runs = createFunctionRuns({ machine });
let folder: TempFolder;
beforeAll(async () => {
  folder = await openTempFolder();
});
afterAll(async () => {
  await runs.execution.stop();
  await folder.remove();
});

/** Says something, makes the event's file, and never answers. */
const hanging = nodeFunction(
  `exports.handler = ({ mark }) => { console.log("before"); require("node:fs").writeFileSync(mark, "");
    return new Promise((r) => setTimeout(r, 600000)) }`,
  { timeoutSeconds: 3 },
);

/** Resolves when a function has made the file. */
async function untilMade(path: string): Promise<void> {
  while (!existsSync(path)) await nextTurn();
}

describe("time limits", () => {
  it("RT-11, ERR-04, LOG-03 ends an invocation at the function's timeout, with its process", async () => {
    const fn = nodeFunction(
      `exports.handler = async ({ hang }) => { if (hang) await new Promise((r) => setTimeout(r, 600000)); return process.pid }`,
      { timeoutSeconds: 2 },
    );
    const before = await runs.run(fn);
    const late = runs.run(fn, { hang: true });
    await fire((ms) => ms > 1000 && ms <= 2000);

    const { kind, payload, requestId, lines } = await late;

    expect(kind).toBe("failed");
    expect(payload).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 2.00 seconds`,
    });
    expect(lines[1]).toMatch(new RegExp(`^\\d{4}-.*Z ${requestId} Task timed out after 2.00 seconds$`));
    expect(lines[2]).toBe(`END RequestId: ${requestId}`);
    expect(lines[3]).toMatch(/\tMax Memory Used: \d+ MB\tStatus: timeout$/);
    expect((await runs.run(fn)).payload).not.toBe(before.payload);
  });

  it("RT-13 does init again within the invocation when it takes more than 10 s", async () => {
    const fn = pythonFunction(
      `import os, time
mark = os.environ["MARK"]
if not os.path.exists(mark):
  open(mark, "w").close()
  time.sleep(600)
def handler(event, context):
  return context.get_remaining_time_in_millis() <= 9000`,
      { timeoutSeconds: 9, environment: { MARK: join(folder.path, "seen") } },
    );
    const running = runs.run(fn);
    await untilMade(join(folder.path, "seen"));
    await fire((ms) => ms === 10_000);

    const { payload, lines } = await running;

    expect(payload).toBe(true);
    expect(lines.map((line) => line.replace(/[\d.]+ ms/g, "N ms").split(" RequestId")[0])).toEqual([
      "INIT_START Runtime Version: python:3.13.local",
      "INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: timeout",
      "START",
      "END",
      "REPORT",
    ]);
    expect(lines.at(-1)).not.toContain("Init Duration");
  });

  it("RT-13 fails the invocation when init done again exceeds the function's timeout", async () => {
    const fn = nodeFunction("for (;;) {}", { timeoutSeconds: 5 });
    const running = runs.run(fn);
    await fire((ms) => ms === 10_000);
    await fire((ms) => ms === 5000);

    const { payload, lines } = await running;

    expect(payload.errorType).toBe("Sandbox.Timedout");
    expect(lines[2]).toMatch(/^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: invoke\tStatus: timeout$/);
    expect(lines.at(-1)).toMatch(/\tStatus: timeout$/);
  });

  it("RT-15 ends a running invocation as killed when the execution stops", async () => {
    const own = createFunctionRuns({ machine });
    onTestFinished(() => own.execution.stop());
    const running = own.run(hanging, { mark: join(folder.path, "stopping") });
    await untilMade(join(folder.path, "stopping"));

    await own.execution.stop();

    expect((await running).payload.errorMessage).toContain("signal: killed");
  });

  it("RT-15 starts nothing any more when the execution stops during init", async () => {
    const own = createFunctionRuns({ machine });
    onTestFinished(() => own.execution.stop());
    const mark = join(folder.path, "initialising");
    const text = `require("node:fs").writeFileSync(process.env.MARK, ""); for (;;) {}`;
    const running = own.run(nodeFunction(text, { environment: { MARK: mark } }));
    await untilMade(mark);

    await own.execution.stop();

    expect((await running).payload.errorMessage).toContain("signal: killed");
  });

  it("LOG-03 logs what a function wrote before it timed out", async () => {
    const running = runs.run(hanging, { mark: join(folder.path, "logged") });
    await untilMade(join(folder.path, "logged"));
    await fire((ms) => ms > 2000 && ms <= 3000);

    expect((await running).lines.join("\n")).toContain("\tINFO\tbefore");
  });
});
