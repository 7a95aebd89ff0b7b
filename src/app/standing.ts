import type { Clock } from "../core/clock.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import type { Controller } from "../engine/controller.ts";
import type { SourceReading, StoredState } from "../engine/ports.ts";
import type { Check, Health } from "../server/ops-pages.ts";
import type { SourceStatus } from "../source/source.ts";
import type { ScrapedValues } from "../telemetry/scraped-values.ts";

/** A leader that has not ended a scan for this many periods is stuck. */
const stuckScans = 10;
/** However short the period is, in milliseconds. */
const leastStuckMs = 600_000;

/** How this process stands: what its probes and gauges tell. Asked, it never waits. */
export class Standing {
  sourceStatus: () => SourceStatus = () => ({ watching: "events" });
  readonly #clock: Pick<Clock, "now">;
  #rows: readonly ResourceRow[] = [];
  #reading: SourceReading | undefined;
  #table: Health = { ok: false, reason: "not reached yet" };
  #term: { readonly controller: Controller; readonly epoch: number; readonly sinceMs: number } | undefined;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  stored({ rows }: Pick<StoredState, "rows">): void {
    this.#rows = rows;
    this.#table = { ok: true };
  }

  tableFailed(error: unknown): void {
    this.#table = { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }

  tableAnswered(): void {
    this.#table = { ok: true };
  }

  read(reading: SourceReading): void {
    this.#reading = reading;
  }

  leads(controller: Controller, epoch: number): void {
    this.#term = { controller, epoch, sinceMs: this.#clock.now() };
  }

  leadsNoMore(): void {
    this.#rows = this.rows;
    this.#term = undefined;
  }

  get rows(): readonly ResourceRow[] {
    return this.#term?.controller.rows ?? this.#rows;
  }

  isLive(): Health {
    if (this.#term === undefined) return { ok: true };
    const { controller, sinceMs } = this.#term;
    const { lastScanAt, scanPeriodMs } = controller.status;
    const lastMs = Math.max(sinceMs, lastScanAt === undefined ? 0 : Date.parse(lastScanAt));
    const silentMs = this.#clock.now() - lastMs;
    if (silentMs < Math.max(leastStuckMs, stuckScans * scanPeriodMs)) return { ok: true };
    return { ok: false, reason: `no scan has ended for ${Math.round(silentMs / 1_000)} s` };
  }

  /** A standby is ready: it only has to be able to lead. */
  readiness(): readonly Check[] {
    return [
      { name: "source", ...this.#sourceHealth() },
      { name: "table", ...this.#table },
      { name: "leader", ok: this.#term !== undefined, isInformation: true },
      ...this.#environmentChecks(),
    ];
  }

  readonly scraped: ScrapedValues = {
    queueDepth: () => this.#term?.controller.queueDepths ?? { urgent: 0, fresh: 0, resync: 0 },
    rows: () => (this.#term === undefined ? [] : this.rows),
    source: () => this.#sourceFacts(),
    leadership: () => ({ isLeader: this.#term !== undefined, epoch: this.#term?.epoch ?? 0 }),
    environments: () => this.#environments(),
    blockedDeletions: () => this.#term?.controller.status.deletionBlock?.keys.length ?? 0,
  };

  /** Those that anything was seen or wanted in, while this process leads. */
  #environments(): ReturnType<ScrapedValues["environments"]> {
    if (this.#term === undefined) return [];
    const down = new Set(this.#term.controller.status.environments?.map(({ name }) => name));
    const names = new Set([...this.rows.map(({ environment }) => environment), ...down]);
    return [...names].map((name) => ({ name, isUp: !down.has(name) }));
  }

  /** Another replica has the same credentials: nothing is gained by leading elsewhere. */
  #environmentChecks(): readonly Check[] {
    const down = this.#term?.controller.status.environments ?? [];
    return down.map(({ name, reason }) => ({
      name: `environment ${name}`,
      ok: false,
      reason,
      isInformation: true,
    }));
  }

  #sourceHealth(): Health {
    if (this.#reading?.kind === "snapshot") return { ok: true };
    return { ok: false, reason: this.#reading?.reason ?? "not read yet" };
  }

  #sourceFacts(): ReturnType<ScrapedValues["source"]> {
    const reading = this.#reading;
    const lastReadMs = this.sourceStatus().lastReadAtMs;
    if (reading?.kind !== "snapshot") {
      return { isUp: false, errors: 0, lastReadMs, revisionSinceMs: undefined, revision: undefined };
    }
    const { diagnostics, revision } = reading.set;
    const errors = diagnostics.filter(({ severity }) => severity === "error").length;
    return { isUp: true, errors, lastReadMs, revisionSinceMs: Date.parse(reading.since), revision };
  }
}
