import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/api/diagnostic.ts";
import { createReadings } from "../../../src/source/readings.ts";
import type { Snapshot } from "../../../src/source/snapshot.ts";

const at = (ms: number) => new Date(ms).toISOString();
const warning: Diagnostic = {
  severity: "warning",
  code: "X",
  message: "x",
  file: "a.yaml",
  line: 1,
  column: 1,
};

interface Made {
  readonly digest: string;
  /** The commit, published when its link was made. */
  readonly commit?: string;
  readonly target?: string;
  readonly madeMs?: number;
  readonly diagnostics?: readonly Diagnostic[];
}

function snapshot({ digest, commit, target = commit ?? "", madeMs = 500, diagnostics = [] }: Made): Snapshot {
  const revision = commit ?? digest;
  const set = { revision, environments: new Map(), resources: new Map(), workflows: [], diagnostics };
  const links = target === "" ? [] : [{ folder: "/git", name: "current", target, madeMs }];
  return {
    kind: "snapshot",
    loaded: { set, ignored: [], isEmpty: false, digest },
    path: { kind: "found", real: "/git", isFolder: true, links, identity: "", folders: [] },
    published: commit === undefined ? undefined : { name: commit, madeMs, root: "/git" },
  };
}

describe("readings", () => {
  it("are told once, and again when revision, contents, findings or presence change", () => {
    const readings = createReadings(0);
    const tell = (made: Made) => readings.snapshot(snapshot(made), 1_000)?.kind;

    expect(readings.isSettled()).toBe(false);
    expect(tell({ digest: "1" })).toBe("snapshot");
    expect(readings.isSettled()).toBe(true);
    expect(tell({ digest: "1" })).toBeUndefined();
    expect(tell({ digest: "1", diagnostics: [warning] })).toBe("snapshot");
    expect(tell({ digest: "2" })).toBe("snapshot");
    expect(readings.missing("gone")).toEqual({ kind: "missing", reason: "gone" });
    expect(readings.isSettled()).toBe(false);
    expect(readings.missing("gone")).toBeUndefined();
    expect(tell({ digest: "2" })).toBe("snapshot");
  });

  it("of a published revision are since its link was made", () => {
    const readings = createReadings(0);

    expect(readings.snapshot(snapshot({ digest: "1", commit: "a", madeMs: 500 }), 9_000)).toMatchObject({
      since: at(500),
    });
    expect(readings.snapshot(snapshot({ digest: "2", commit: "b", madeMs: 700 }), 9_000)).toMatchObject({
      since: at(700),
    });
  });

  it("of other contents are since they were first read, or since a link moved to them", () => {
    const readings = createReadings(0);
    const since = (made: Made, nowMs: number) => readings.snapshot(snapshot(made), nowMs);

    expect(since({ digest: "1", target: "r1" }, 1_000)).toMatchObject({ since: at(1_000) });
    expect(since({ digest: "2", target: "r1" }, 2_000)).toMatchObject({ since: at(2_000) });
    expect(since({ digest: "3", target: "r2", madeMs: 2_500 }, 3_000)).toMatchObject({ since: at(2_500) });
    expect(since({ digest: "3", target: "r2", diagnostics: [warning] }, 4_000)).toMatchObject({
      since: at(2_500),
    });
  });

  it("with other contents under the same revision have to be found twice, some time apart", () => {
    const readings = createReadings(1_000);
    const tell = (digest: string, nowMs: number) =>
      readings.snapshot(snapshot({ digest, commit: "a" }), nowMs);
    tell("whole", 0);

    expect(tell("half", 1_000)).toBeUndefined();
    expect(readings.isSettled()).toBe(false);
    expect(tell("half", 1_999)).toBeUndefined();
    expect(tell("quarter", 2_000)).toBeUndefined();
    expect(tell("quarter", 3_000)).toMatchObject({ kind: "snapshot" });
    expect(readings.isSettled()).toBe(true);
  });

  it("are no longer in doubt when the contents are back, or another revision came", () => {
    const readings = createReadings(1_000);
    const tell = (digest: string, commit: string) => readings.snapshot(snapshot({ digest, commit }), 0);
    tell("whole", "a");
    tell("half", "a");

    expect(tell("whole", "a")).toBeUndefined();
    expect(readings.isSettled()).toBe(true);
    tell("half", "a");
    expect(tell("other", "b")).toMatchObject({ kind: "snapshot" });
  });
});
