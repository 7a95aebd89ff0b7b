import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import { createPassLog } from "../../../src/telemetry/pass-log.ts";
import { captureLog } from "../../support/captured-log.ts";

const key: ResourceKey = "prod/Function/resize/all";

function setUp() {
  const captured = captureLog();
  const levels = () => captured.lines().map(({ level }) => level);
  return { ...captured, levels, passLog: createPassLog(captured.log) };
}

describe("progress in the log", () => {
  it("explains each call that changed AWS: what it was, what it is now, and why", () => {
    const { passLog, lines } = setUp();
    const changes = [{ path: "memoryMb", from: 128, to: 256 }];
    const about = { reconcileId: "r1", generation: 3, revision: "abc", cause: "drift" } as const;

    passLog.progress({ kind: "call", key, call: "lambda:UpdateFunctionConfiguration", changes }, about);

    expect(lines()).toMatchObject([
      {
        level: "info",
        msg: "changed AWS",
        environment: "prod",
        kind: "Function",
        name: "resize/all",
        reconcileId: "r1",
        generation: 3,
        revision: "abc",
        cause: "drift",
        call: "lambda:UpdateFunctionConfiguration",
        changes,
      },
    ]);
  });

  it("tells of sensitive changes that there was one", () => {
    const { passLog, lines, text } = setUp();
    const changes = [
      { path: "environment.PASS", from: "canary-1", to: "canary-2", sensitive: true },
      { path: "environment.OTHER", from: undefined, to: "canary-3" },
    ] as const;

    passLog.progress({ kind: "call", key, call: "lambda:UpdateFunctionConfiguration", changes });

    expect(lines()).toMatchObject([
      { changes: [{ path: "environment.PASS", sensitive: true }, { path: "environment.OTHER" }] },
    ]);
    expect(text()).not.toContain("canary");
  });

  it("keeps what changes nothing at debug", () => {
    const { passLog, levels } = setUp();

    passLog.progress({ kind: "planned", key, verdict: "create", calls: [] });
    passLog.progress({ kind: "waiting", key, reason: "creating" });
    passLog.progress({ kind: "ready", key });
    passLog.progress({ kind: "refused", key, reason: "Suspended", message: "by ann" });

    expect(levels()).toEqual(["debug", "debug", "debug", "debug"]);
  });

  it("warns of each failure that is tried again, unless it is part of a normal day", () => {
    const { passLog, lines, levels } = setUp();
    const failed = { kind: "failed", key, message: "timeout", retryInMs: 400 } as const;

    passLog.progress(failed, { failure: "transient" });
    passLog.progress(failed);
    passLog.progress(failed, { failure: "throttled" });
    passLog.progress(failed, { failure: "conflict" });

    expect(levels()).toEqual(["warn", "warn", "debug", "debug"]);
    expect(lines()[0]).toMatchObject({ class: "transient", detail: "timeout", retryInMs: 400 });
  });

  it("tells a failure for good as an error, once per generation", () => {
    const { passLog, levels } = setUp();
    const failed = { kind: "failed", key, message: "denied" } as const;

    passLog.progress(failed, { generation: 1 });
    passLog.progress(failed, { generation: 1 });
    passLog.progress({ ...failed, message: "denied otherwise" }, { generation: 1 });
    passLog.progress(failed, { generation: 2 });
    passLog.progress(failed, { generation: 2 });

    expect(levels()).toEqual(["error", "debug", "error", "error", "debug"]);
  });

  it("tells a failure again once the resource had worked in between", () => {
    const { passLog, levels } = setUp();

    passLog.progress({ kind: "failed", key, message: "denied" }, { generation: 1 });
    passLog.progress({ kind: "ready", key }, { generation: 1 });
    passLog.progress({ kind: "failed", key, message: "denied" }, { generation: 1 });

    expect(levels()).toEqual(["error", "debug", "error"]);
  });

  it("tells a standing warning and a refusal once per generation, however often they come", () => {
    const { passLog, levels } = setUp();

    for (const generation of [1, 1, 2]) {
      passLog.progress({ kind: "warning", key, message: "startingPosition stays" }, { generation });
      passLog.progress({ kind: "ready", key }, { generation });
    }
    for (const generation of [2, 2]) {
      passLog.progress({ kind: "refused", key, reason: "NotOwned", message: "not ours" }, { generation });
    }

    expect(levels().filter((level) => level === "warn")).toHaveLength(3);
  });

  it("stops telling a failure whose words differ each time", () => {
    const { passLog, levels } = setUp();

    for (let attempt = 0; attempt < 50; attempt += 1) {
      passLog.progress({ kind: "failed", key, message: `denied, attempt ${attempt}` });
    }

    expect(levels().filter((level) => level === "error")).toHaveLength(20);
  });
});

describe("events in the log", () => {
  const event = { key, type: "Normal", reason: "Released", message: "kept by policy", at: "" } as const;

  it("tells what happened at info and what somebody should look at as a warning", () => {
    const { passLog, lines } = setUp();

    passLog.told(event);
    passLog.told({ ...event, type: "Warning", reason: "DriftDetected", revision: "abc" });

    expect(lines()).toMatchObject([
      {
        level: "info",
        msg: "resource event",
        reason: "Released",
        detail: "kept by policy",
        name: "resize/all",
      },
      { level: "warn", msg: "resource event", reason: "DriftDetected", revision: "abc" },
    ]);
  });

  it("does not repeat above debug what progress has told", () => {
    const { passLog, levels } = setUp();

    passLog.told({ ...event, reason: "Applied", cause: "spec", calls: ["lambda:CreateFunction"] });
    passLog.told({ ...event, type: "Warning", reason: "Failed" });
    passLog.told({ ...event, reason: "Ready" });

    expect(levels()).toEqual(["debug", "debug", "debug"]);
  });

  it("tells those of the instance without a resource", () => {
    const { passLog, lines } = setUp();

    passLog.told({ type: "Warning", reason: "DeletionBlocked", message: "3 deletes wait", at: "" });

    expect(lines()).toMatchObject([{ level: "warn", msg: "instance event", reason: "DeletionBlocked" }]);
    expect(lines()[0]).not.toHaveProperty("name");
  });

  it("tells failures anew of a resource that was deleted and came back", () => {
    const { passLog, levels } = setUp();

    passLog.progress({ kind: "failed", key, message: "denied" }, { generation: 1 });
    passLog.told({ ...event, reason: "Deleted" });
    passLog.progress({ kind: "failed", key, message: "denied" }, { generation: 1 });

    expect(levels()).toEqual(["error", "info", "error"]);
  });
});
