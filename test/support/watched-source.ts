import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../src/core/clock.ts";
import type { SourceReading } from "../../src/engine/ports.ts";
import { createSource, type Source, type SourceOptions } from "../../src/source/source.ts";
import type { Watchers } from "../../src/source/watchers.ts";
import { manifest } from "./desired-set.ts";

/** The machine's time. */
export const machineClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal });
  },
};

/** A source with what it told. */
export interface WatchedSource extends AsyncDisposable {
  readonly source: Source;
  readonly readings: readonly SourceReading[];
  /** Resolves once the last reading is as wanted, at once if it is already. */
  until(isWanted: (reading: SourceReading) => boolean): Promise<SourceReading>;
  untilRevision(revision: string): Promise<SourceReading>;
  untilMissing(): Promise<SourceReading>;
}

/**
 * A source that nothing has started. Polling is left to the tests that are about it: told by events only, a
 * change that goes unnoticed lets a test run into its time limit.
 * @param folder holds the code that ships with xflow, made small
 */
export async function watchSource(
  folder: string,
  options: Partial<SourceOptions> & { readonly path: string },
): Promise<WatchedSource> {
  const tracker = join(folder, "builtin");
  await mkdir(tracker, { recursive: true });
  await writeFile(join(tracker, "index.js"), "");
  const readings: SourceReading[] = [];
  const waiting = new Set<() => void>();
  const source = createSource({
    sourceRoots: [],
    builtins: { tracker },
    clock: machineClock,
    rng: { next: () => 0.5 },
    pollMs: 3_600_000,
    debounceMs: 1,
    appliedFrom: () => new Map(),
    onReading: (reading) => {
      readings.push(reading);
      for (const check of waiting) check();
    },
    ...options,
  });
  const until: WatchedSource["until"] = (isWanted) =>
    new Promise((resolve) => {
      const check = () => {
        const last = readings.at(-1);
        if (last === undefined || !isWanted(last)) return;
        waiting.delete(check);
        resolve(last);
      };
      waiting.add(check);
      check();
    });
  return {
    source,
    readings,
    until,
    untilRevision: (revision) =>
      until((reading) => reading.kind === "snapshot" && reading.set.revision === revision),
    untilMissing: () => until((reading) => reading.kind === "missing"),
    [Symbol.asyncDispose]: () => source.close(),
  };
}

/** No inotify, or no watches left. */
export function failingWatchers(code: "ENOSPC" | "EMFILE"): Watchers {
  const fail = () => {
    throw Object.assign(new Error(`${code}: no watch`), { code });
  };
  return { folder: fail, tree: fail };
}

/** Two files that carry the revision they belong to, in their stream's tags. */
export function stampedTree(revision: string): Readonly<Record<string, string>> {
  const stamped = (name: string) => manifest("Stream", name, { tags: { revision } });
  return { "a.yaml": stamped("A"), "b.yaml": stamped("B") };
}

/** The revisions that a reading's resources carry; more than one: it is mixed. */
export function stampsOf(reading: SourceReading): readonly string[] {
  if (reading.kind === "missing") return [];
  const stamps = [...reading.set.resources.values()].map(({ spec }) =>
    "tags" in spec ? (spec.tags["revision"] ?? "") : "",
  );
  return [...new Set([...stamps, `${reading.set.resources.size} streams`])];
}

/** A file system that takes watches and never tells of anything, as over a network. */
export const silentWatchers: Watchers = {
  folder: () => ({ close: () => {} }),
  tree: () => ({ close: () => {} }),
};
