import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/api/diagnostic.ts";
import type { SourceStatus } from "../../../src/core/controller-row.ts";
import type { SourceReading } from "../../../src/engine/ports.ts";
import { isWhole, sourceStatus } from "../../../src/engine/source-status.ts";
import { fakeSet } from "../../support/fake-resource.ts";

const identity = "/git/current";
const since = "2026-01-01T00:00:00.000Z";
const unread: SourceStatus = { identity, state: "missing", reason: "it has not been read yet", errors: [] };
const context = { identity, before: unread };

function reading(diagnostics: readonly Diagnostic[] = []): SourceReading {
  return { kind: "snapshot", set: fakeSet([], { revision: "r7", diagnostics }), since };
}

function found(severity: "error" | "warning", line = 3): Diagnostic {
  return { severity, code: "UnknownKey", message: "what is this", file: "a.yaml", line, column: 1 };
}

describe("the status of the source", () => {
  it("is its revision when all of it is known", () => {
    expect(sourceStatus(reading(), context)).toEqual({
      identity,
      state: "ok",
      revision: "r7",
      revisionSince: since,
      errors: [],
    });
  });

  it("is broken by an error, which it names, and not by a warning", () => {
    expect(sourceStatus(reading([found("warning")]), context)).toMatchObject({ state: "ok", errors: [] });
    expect(sourceStatus(reading([found("warning"), found("error")]), context)).toMatchObject({
      state: "broken",
      reason: "a.yaml:3:1 UnknownKey what is this",
      errors: ["a.yaml:3:1 UnknownKey what is this"],
    });
  });

  it("keeps what was read last while it is missing", () => {
    const before = sourceStatus(reading(), context);

    const gone = sourceStatus({ kind: "missing", reason: "no such folder" }, { ...context, before });

    expect(gone).toEqual({ ...before, state: "missing", reason: "no such folder" });
  });

  it("knows no revision when there never was one", () => {
    const gone = sourceStatus({ kind: "missing", reason: "no such folder" }, context);

    expect(gone).toEqual({ ...unread, reason: "no such folder" });
  });

  it("tells what is wrong, in fifty lines at most", () => {
    const errors = Array.from({ length: 60 }, (_, line) => found("error", line));

    const few = sourceStatus(reading([found("error")]), context);
    const many = sourceStatus(reading(errors), context);

    expect(few.errors).toEqual(["a.yaml:3:1 UnknownKey what is this"]);
    expect(many.errors).toHaveLength(50);
  });
});

describe("a reading", () => {
  it.each([
    ["of files without errors is whole", reading([found("warning")]), true],
    ["with an error is not", reading([found("error")]), false],
    ["of nothing is not", { kind: "missing", reason: "gone" } as const, false],
  ])("%s", (_what, given, expected) => {
    expect(isWhole(given)).toBe(expected);
  });
});
