import { describe, expect, it } from "vitest";
import { createCtlBench } from "../../../support/ctl-run.ts";
import { makeCondition, makeLeader, makeStatusRow, readyConditions } from "../../../support/status-rows.ts";

const words = makeStatusRow("Stream", "words", { labels: { team: "web" } });
const runner = makeStatusRow("Role", "runner");
const prodWords = makeStatusRow("Stream", "words", { environment: "prod" });
const at = "2026-01-01T12:00:20.000Z";
const token = `${at}-beef`;

function bench() {
  const made = createCtlBench();
  made.state.heldLease = makeLeader({ leaseMs: 60_000 });
  made.state.allRows = [words, runner];
  return made;
}

describe("reconcile", () => {
  it("asks for the named resources, once, and says who asked", async () => {
    const { run, out, err, state } = bench();

    expect(await run("reconcile", "st/words", "role/runner")).toBe(0);

    expect(state.written).toEqual([
      { kind: "reconcile", token, keys: [runner.key, words.key], at, by: "ann@laptop" },
    ]);
    expect(out()).toBe("reconcile requested: Role/runner, Stream/words\n");
    expect(err()).toBe("");
  });

  it.each([
    { args: ["--all"], keys: "all" },
    { args: ["--all", "-e", "prod"], keys: [prodWords.key] },
    { args: ["-l", "team=web"], keys: [words.key] },
    { args: ["prod/Stream/words"], keys: [prodWords.key] },
  ])("asks for $keys when told $args", async ({ args, keys }) => {
    const { run, state } = bench();
    state.allRows = [words, runner, prodWords];

    await run("reconcile", ...args);

    expect(state.written).toMatchObject([{ keys }]);
  });

  it.each([
    { args: [], name: "UsageError", message: "give either KIND/NAME, or --all, or -l SELECTOR" },
    { args: ["st/words", "--all"], name: "UsageError", message: "give either" },
    { args: ["st"], name: "UsageError", message: "st: give KIND/NAME" },
    { args: ["--all", "--timeout", "soon"], name: "UsageError", message: "expected a duration such as 45s" },
    { args: ["-l", "team=db"], name: "InputError", message: "no resource is selected" },
    { args: ["st/words"], name: "InputError", message: "in environments default, prod: say which with -e" },
    { args: ["st/word", "role/runner"], name: "InputError", message: "did you mean Stream/words?" },
  ])("writes nothing when told $args", async ({ args, name, message }) => {
    const { run, state } = bench();
    state.allRows = [words, runner, prodWords];

    await expect(run("reconcile", ...args)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    expect(state.written).toEqual([]);
  });

  it("refuses what is suspended by name, and leaves it out otherwise", async () => {
    const { run, err, state } = bench();
    const suspended = { ...words, policy: { ...words.policy, suspend: true } };
    state.allRows = [suspended, runner];

    await expect(run("reconcile", "st/words", "role/runner")).rejects.toMatchObject({
      name: "InputError",
      message: "Stream/words is suspended by manifest: policy.suspend in flow.yaml:3",
    });
    expect(state.written).toEqual([]);
    await run("reconcile", "-l", "!owner");
    expect(state.written).toMatchObject([{ keys: [runner.key] }]);
    expect(err()).toContain("left out: Stream/words is suspended by manifest");
  });

  it("warns when nobody leads", async () => {
    const { run, err, state } = bench();
    state.heldLease = undefined;

    await run("reconcile", "--all");

    expect(err()).toBe("xflowctl: no controller leads at the moment; the next one will see this\n");
  });
});

describe("reconcile --wait", () => {
  it("waits until each resource has been looked at and is through, then shows them", async () => {
    const { run, out, state, clock } = bench();
    const underWay = [...readyConditions, makeCondition("Reconciling")];
    const ended = run("reconcile", "--all", "--wait");
    await clock.advance(0);
    expect(state.written).toHaveLength(1);

    state.allRows = [{ ...words, lastHandledRequest: token, conditions: underWay }, runner];
    await clock.advance(3_000);
    expect(clock.sleeping).toBe(1);
    // Somebody else's later request was answered for the role.
    const later = "2026-01-01T12:00:21.000Z-cafe";
    state.allRows = [
      { ...words, lastHandledRequest: token },
      { ...runner, lastHandledRequest: later },
    ];

    expect(await clock.drive(ended)).toBe(0);
    expect(out().split("\n")).toEqual([
      "KIND/NAME     READY  SYNCED  SINCE  MESSAGE",
      "Role/runner   True   True    24s    usable",
      "Stream/words  True   True    24s    usable",
      "",
    ]);
  });

  it("ends with 1 unless all are ready", async () => {
    const { run, out, state } = bench();
    const conditions = [makeCondition("Ready", { status: "False", reason: "Denied", message: "no" })];
    state.allRows = [{ ...words, conditions, lastHandledRequest: token }];

    expect(await run("reconcile", "st/words", "--wait")).toBe(1);
    expect(out()).toContain("Not ready (Denied): no");
  });

  it("names what is missing when time is up", async () => {
    const { run, state, clock } = bench();
    state.allRows = [words, { ...runner, lastHandledRequest: token }];

    const ended = run("reconcile", "--all", "--wait", "--timeout", "90s");

    await expect(clock.drive(ended)).rejects.toMatchObject({
      name: "InputError",
      message: "after 1m, 1 of 2 are not through: Stream/words",
    });
    expect(clock.now()).toBe(Date.parse(at) + 90_000);
  });

  it("ends at once when stopped", async () => {
    const { run, clock, stop } = bench();
    const ended = run("reconcile", "--all", "--wait").catch((error: unknown) => error);
    await clock.advance(500);

    stop();

    expect(await ended).toMatchObject({ message: "stopped by SIGINT" });
    expect(clock.sleeping).toBe(0);
  });
});
