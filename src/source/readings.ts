import type { DesiredSet } from "../api/desired-set.ts";
import type { SourceReading } from "../engine/ports.ts";
import type { Snapshot } from "./snapshot.ts";
import type { PathLink } from "./source-path.ts";

/** Decides which readings are news. Pure but for what it remembers. */
export interface Readings {
  /**
   * @param nowMs epoch milliseconds
   * @returns undefined when it says what was told last, or is not to be trusted yet
   */
  snapshot(snapshot: Snapshot, nowMs: number): SourceReading | undefined;
  missing(reason: string): SourceReading | undefined;
  /** Whether what was told last is a snapshot and nothing is in doubt: looking where PATH leads is enough. */
  isSettled(): boolean;
}

/**
 * Contents that change under the name of a commit are a tree being deleted or made again behind its link.
 * They only count when they are found once more this much later.
 * @param doubtMs milliseconds
 */
export function createReadings(doubtMs: number): Readings {
  const state: State = { told: undefined, last: undefined, doubted: undefined };
  const tell = (reading: SourceReading, fingerprint: string): SourceReading | undefined => {
    if (state.told?.fingerprint === fingerprint) return undefined;
    state.told = { kind: reading.kind, fingerprint };
    return reading;
  };
  return {
    snapshot(snapshot, nowMs) {
      if (isDoubtful(state, snapshot, nowMs, doubtMs)) return undefined;
      const { set, digest } = snapshot.loaded;
      const since = sinceOf(state, snapshot, nowMs);
      state.doubted = undefined;
      state.last = { revision: set.revision, digest, since, links: snapshot.path.links };
      return tell({ kind: "snapshot", set, since }, fingerprintOf(set, digest));
    },
    missing(reason) {
      return tell({ kind: "missing", reason }, JSON.stringify([reason]));
    },
    isSettled: () => state.told?.kind === "snapshot" && state.doubted === undefined,
  };
}

interface State {
  told: { readonly kind: SourceReading["kind"]; readonly fingerprint: string } | undefined;
  /** The last snapshot that counted. */
  last: LastSnapshot | undefined;
  doubted: { readonly digest: string; readonly sinceMs: number } | undefined;
}

interface LastSnapshot {
  readonly revision: string;
  readonly digest: string;
  readonly since: string;
  readonly links: readonly PathLink[];
}

function isDoubtful(state: State, { loaded }: Snapshot, nowMs: number, doubtMs: number): boolean {
  const { last, doubted } = state;
  if (last?.revision !== loaded.set.revision || last.digest === loaded.digest) return false;
  if (doubted?.digest === loaded.digest) return nowMs - doubted.sinceMs < doubtMs;
  state.doubted = { digest: loaded.digest, sinceMs: nowMs };
  return true;
}

/** ISO 8601: when the link was made that led to a new revision, else when the revision was first read. */
function sinceOf({ last }: State, { loaded, published, path }: Snapshot, nowMs: number): string {
  if (last?.revision === loaded.set.revision) return last.since;
  const moved = last && path.links.findLast((link) => !last.links.some((each) => isSameLink(each, link)));
  return new Date(published?.madeMs ?? moved?.madeMs ?? nowMs).toISOString();
}

function isSameLink(one: PathLink, other: PathLink): boolean {
  return one.folder === other.folder && one.name === other.name && one.target === other.target;
}

function fingerprintOf({ revision, diagnostics }: DesiredSet, digest: string): string {
  return JSON.stringify([revision, digest, diagnostics]);
}
