import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createProgressDisplay } from "../../../../src/cli/output/progress.ts";
import type { ProgressEvent } from "../../../../src/core/progress.ts";

const role = "default/Role/r";
const first = "default/Stream/a";
const second = "default/Stream/b";

const events: readonly ProgressEvent[] = [
  { kind: "planned", key: first, verdict: "create", calls: ["kinesis:CreateStream"] },
  { kind: "call", key: first, call: "kinesis:CreateStream", changes: [] },
  { kind: "waiting", key: first, reason: "CREATING" },
  { kind: "warning", key: first, message: "six consumers" },
  { kind: "failed", key: second, message: "throttled", retryInMs: 1_500 },
  { kind: "ready", key: first },
  { kind: "refused", key: role, reason: "NotOwned", message: "someone else's" },
  { kind: "failed", key: second, message: "denied" },
];

function setUp(stream: { readonly isTTY?: boolean; readonly columns?: number }) {
  const stderr = Object.assign(new PassThrough(), stream);
  const due: (() => void)[] = [];
  const display = createProgressDisplay({ stderr, env: { NO_COLOR: "1" } }, (callback) => {
    due.push(callback);
    return () => void due.splice(due.indexOf(callback), 1);
  });
  const drawDue = () => {
    for (const callback of due.splice(0)) callback();
  };
  return { display, drawDue, due, written: () => String(stderr.read() ?? "") };
}

describe("progress elsewhere than on a terminal", () => {
  it("is a line for what was done, how it ended and what is wrong, the resource first", () => {
    const { display, written } = setUp({});

    for (const event of events) display.show(event);
    display.end();

    expect(written().split("\n")).toEqual([
      "Stream/a called kinesis:CreateStream",
      "Stream/a warning: six consumers",
      "Stream/b again in 1.5 s: throttled",
      "Stream/a ready",
      "Role/r refused (NotOwned): someone else's",
      "Stream/b failed: denied",
      "",
    ]);
  });
});

describe("what was ready before", () => {
  it("is not worth a line: a run that changes nothing says nothing", () => {
    const { display, written } = setUp({});

    display.show({ kind: "ready", key: first });
    display.end();

    expect(written()).toBe("");
  });
});

describe("progress on a terminal", () => {
  it("draws a board of kinds, over the one before, with what failed for good kept above", () => {
    const { display, drawDue, written } = setUp({ isTTY: true });
    for (const event of events.slice(0, 3)) display.show(event);
    drawDue();
    expect(written()).toBe("Stream       0/1 ready, 1 CREATING\n");

    for (const event of events.slice(3)) display.show(event);
    drawDue();

    expect(written().split("\n")).toEqual([
      "\u001b[1A\u001b[0JRole/r refused (NotOwned): someone else's",
      "Stream/b failed: denied",
      "Role         0/1 ready, 1 refused",
      "Stream       1/2 ready, 1 failed",
      "",
    ]);
  });

  it("draws once for many events", () => {
    const { display, due } = setUp({ isTTY: true });

    for (const event of events) display.show(event);

    expect(due).toHaveLength(1);
  });

  it("shows the last state at the end, and leaves no timer behind", () => {
    const { display, due, written } = setUp({ isTTY: true });
    display.show({ kind: "ready", key: role });

    display.end();
    display.end();

    expect(written()).toBe("Role         1/1 ready\n");
    expect(due).toEqual([]);
  });

  it("never lets a line of the board wrap", () => {
    const { display, drawDue, written } = setUp({ isTTY: true, columns: 50 });
    display.show({ kind: "waiting", key: first, reason: "needs default/Role/with-a-very-long-name-indeed" });
    drawDue();

    expect(written().trimEnd().length).toBeLessThan(50);
  });

  it("tells what most are waiting for first", () => {
    const { display, drawDue, written } = setUp({ isTTY: true });
    for (const [name, reason] of [
      ["a", "written"],
      ["b", "CREATING"],
      ["c", "CREATING"],
    ] as const) {
      display.show({ kind: "waiting", key: `default/Stream/${name}`, reason });
    }
    drawDue();

    expect(written()).toBe("Stream       0/3 ready, 2 CREATING, 1 written\n");
  });
});
