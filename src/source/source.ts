import { resolve } from "node:path";
import type { DesiredSet } from "../api/desired-set.ts";
import type { SeedOverrides } from "../api/seed-flow.ts";
import type { Clock, Rng } from "../core/clock.ts";
import type { SourceReading } from "../engine/ports.ts";
import { type AppliedFiles, rememberFiles } from "./applied-files.ts";
import type { Builtins } from "./artifacts.ts";
import { createSourceLoader } from "./desired-set.ts";
import { createHints, type Hint, type Hints } from "./hints.ts";
import { createPacing, type Pacing } from "./pacing.ts";
import { createReadings, type Readings } from "./readings.ts";
import { type Attempt, readSnapshot, type Snapshot } from "./snapshot.ts";
import { followPath, isSamePath, type SourcePath } from "./source-path.ts";
import { createWatchSet, type WatchSet } from "./watch-set.ts";
import { placesOfContents, placesToWatch } from "./watched-places.ts";
import { createWatchers, type Watchers } from "./watchers.ts";

export interface SourceOptions {
  /** A file or a folder; it may be a link, lie below one, and be absent. */
  readonly path: string;
  readonly sourceRoots: readonly string[];
  readonly builtins: Builtins;
  readonly overrides?: SeedOverrides;
  readonly clock: Clock;
  readonly rng: Rng;
  /** How often to look where PATH leads, however quiet it is; milliseconds, ±10 %. */
  readonly pollMs?: number;
  /** How long it has to be quiet before a burst of changes is read; milliseconds. */
  readonly debounceMs?: number;
  readonly watchers?: Watchers;
  /** Which file each applied resource was declared in, e.g. from the inventory after a restart. */
  appliedFrom(): AppliedFiles;
  /** Told in order, and only news; must not throw. */
  onReading(reading: SourceReading): void;
}

/** The manifests, read again whenever they change. */
export interface Source {
  /** What is watched: PATH, absolute, its links unresolved. The same over restarts and replicas. */
  readonly identity: string;
  /** Resolves when the first reading has been made. Once only. */
  start(): Promise<void>;
  /** Reads at once; resolves when that is done. */
  refresh(): Promise<void>;
  status(): SourceStatus;
  /** Resolves when nothing is watched or being read any more. */
  close(): Promise<void>;
}

export interface SourceStatus {
  /** Epoch milliseconds: when the source was last seen to be as it was told. */
  readonly lastReadAtMs?: number;
  /** Epoch milliseconds: when there was last something to tell. */
  readonly lastChangeAtMs?: number;
  /** Of the last snapshot. */
  readonly revision?: string;
  /** Whether changes of contents are told by the file system, or have to be looked for. */
  readonly watching: "events" | "polling";
}

/** Readings in a row that a tree being written may spoil. */
const patience = 5;

export function createSource(options: SourceOptions): Source {
  return new WatchedSource(options);
}

class WatchedSource implements Source {
  readonly identity: string;
  readonly #options: SourceOptions;
  readonly #loader = createSourceLoader();
  readonly #hints: Hints;
  readonly #watches: WatchSet;
  readonly #pacing: Pacing;
  readonly #readings: Readings;
  #running: Promise<void> | undefined;
  #waiting: (() => void)[] = [];
  #path: SourcePath | undefined;
  #set: DesiredSet | undefined;
  #declared: AppliedFiles = new Map();
  #spoilt = 0;
  #status: Omit<SourceStatus, "watching"> = {};

  constructor(options: SourceOptions) {
    this.identity = resolve(options.path);
    this.#options = options;
    const pollMs = options.pollMs ?? 5_000;
    this.#hints = createHints(options.clock, options.debounceMs ?? 50);
    this.#watches = createWatchSet(options.watchers ?? createWatchers(), (hint) => this.#hints.give(hint));
    this.#pacing = createPacing(options, pollMs);
    this.#readings = createReadings(pollMs / 2);
  }

  start(): Promise<void> {
    const first = this.refresh();
    this.#running = this.#run();
    return first;
  }

  refresh(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#hints.give("read", true);
    });
  }

  status(): SourceStatus {
    return { ...this.#status, watching: this.#watches.hasGaps() ? "polling" : "events" };
  }

  async close(): Promise<void> {
    this.#hints.close();
    await this.#running;
    await this.#watches.close();
    for (const done of this.#waiting.splice(0)) done();
  }

  /** One observation after the other, until closed. */
  async #run(): Promise<void> {
    for (;;) {
      const hint = await this.#hints.next(this.#pacing.delayMs(this.#watches.hasGaps()));
      if (hint === undefined) return;
      await this.#turn(hint === "poll" ? this.#pollHint() : hint);
    }
  }

  /** Those who wait for a reading wait on while it has to be made again. */
  async #turn(hint: Hint): Promise<void> {
    const waiting = this.#waiting.splice(0);
    const isDone = await this.#observe(hint);
    if (!isDone) this.#waiting.push(...waiting);
    else for (const done of waiting) done();
  }

  #pollHint(): Hint {
    if (!this.#readings.isSettled() || this.#path === undefined) return "read";
    if (placesOfContents(this.#path, this.#set).length === 0) return "look";
    return this.#pacing.isReadDue(this.#watches.hasGaps()) ? "read" : "look";
  }

  /** @returns false when it has to be done again, for which a hint has been given */
  async #observe(hint: Hint): Promise<boolean> {
    const path = await this.#follow();
    const isKnown = this.#path !== undefined && isSamePath(path, this.#path);
    if (hint === "look" && isKnown && this.#readings.isSettled()) {
      this.#status = { ...this.#status, lastReadAtMs: this.#options.clock.now() };
      return true;
    }
    const isDone = await this.#conclude(await this.#read(path));
    if (isDone) this.#path = path;
    return isDone;
  }

  /** Watches come first: what moves after it was looked at is told. */
  async #follow(): Promise<SourcePath> {
    for (let attempt = 1; ; attempt += 1) {
      const path = await followPath(this.#options.path);
      const isNew = await this.#watches.watch(placesToWatch(path, this.#set));
      if (!isNew || attempt === patience) return path;
    }
  }

  #read(path: SourcePath): Promise<Attempt> {
    const { clock, path: given, sourceRoots, builtins, overrides, appliedFrom } = this.#options;
    return this.#pacing.timed(() =>
      readSnapshot(this.#loader, path, {
        path: given,
        sourceRoots,
        builtins,
        nowMs: clock.now(),
        ...(overrides === undefined ? {} : { overrides }),
        applied: new Map([...appliedFrom(), ...this.#declared]),
      }),
    );
  }

  async #conclude(attempt: Attempt): Promise<boolean> {
    if (attempt.kind === "moved") return this.#again(true);
    const isSpoilt = attempt.kind === "unsettled" || this.#isOvertaken(attempt);
    this.#spoilt = isSpoilt ? this.#spoilt + 1 : 0;
    if (isSpoilt && this.#spoilt < patience) return this.#again(false);
    if (attempt.kind === "snapshot") {
      this.#spoilt = 0;
      await this.#accept(attempt);
    } else this.#tell(this.#readings.missing(attempt.reason));
    return true;
  }

  #again(isUrgent: boolean): boolean {
    this.#hints.give("read", isUrgent);
    return false;
  }

  /** Contents that changed while they were read may be part old, part new. */
  #isOvertaken(attempt: Attempt): boolean {
    return attempt.kind === "snapshot" && attempt.published === undefined && this.#hints.hasRead();
  }

  async #accept(snapshot: Snapshot): Promise<void> {
    const { set } = snapshot.loaded;
    const nowMs = this.#options.clock.now();
    const reading = this.#readings.snapshot(snapshot, nowMs);
    if (!this.#readings.isSettled()) return;
    this.#set = set;
    this.#declared = rememberFiles(this.#declared, set);
    this.#status = { ...this.#status, lastReadAtMs: nowMs, revision: set.revision };
    if (await this.#watches.watch(placesToWatch(snapshot.path, set))) this.#hints.give("read");
    this.#tell(reading);
  }

  #tell(reading: SourceReading | undefined): void {
    if (reading === undefined) return;
    this.#status = { ...this.#status, lastChangeAtMs: this.#options.clock.now() };
    this.#options.onReading(reading);
  }
}
