import type { ResourceKey } from "../api/resource.ts";
import type { ResourcePlan, Verdict } from "../core/plan.ts";
import type { CallCounts, ProgressEvent, RunSummary, Unready } from "../core/progress.ts";
import type { Outcome } from "./outcome.ts";
import type { OnEvent } from "./ports.ts";

type State = "ready" | "failed" | "refused" | "unfinished";
type Counts = { -readonly [Purpose in keyof CallCounts]: CallCounts[Purpose] };

/** Keeps count of a run, and tells of what is new: the same wait, warning or plan is told once. */
export class RunTally {
  readonly #onEvent: OnEvent;
  readonly #states = new Map<ResourceKey, { readonly state: State; readonly reason: string }>();
  readonly #verdicts = new Map<ResourceKey, Verdict["kind"]>();
  readonly #warnings = new Map<string, { readonly key: ResourceKey; readonly message: string }>();
  readonly #planned: Counts = {};
  readonly #made: Counts = {};

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent;
  }

  /** @param keys what is to become ready, in the order it is told */
  expect(keys: readonly ResourceKey[]): void {
    for (const key of keys) this.#states.set(key, { state: "unfinished", reason: "not looked at" });
  }

  /** Counts an event of a pass and passes it on. */
  tell(event: ProgressEvent): void {
    if (event.kind === "call") count(this.#made, this.#purposeOf(event.key), 1);
    this.#onEvent(event);
  }

  plan({ key, verdict, steps, warnings }: ResourcePlan): void {
    for (const message of warnings) {
      if (this.#warnings.has(`${key} ${message}`)) continue;
      this.#warnings.set(`${key} ${message}`, { key, message });
      this.#onEvent({ kind: "warning", key, message });
    }
    if (steps.length === 0 || this.#verdicts.has(key)) return;
    this.#verdicts.set(key, verdict.kind);
    count(this.#planned, verdict.kind, steps.length);
    this.#onEvent({ kind: "planned", key, verdict: verdict.kind, calls: steps.map((step) => step.call) });
  }

  /** @param retryInMs of a failed pass; undefined: it is not tried again */
  end(key: ResourceKey, outcome: Outcome, retryInMs?: number): void {
    switch (outcome.kind) {
      case "settled":
        this.#states.set(key, { state: "ready", reason: "" });
        this.#onEvent({ kind: "ready", key });
        break;
      case "waiting":
      case "blocked":
        this.#wait(key, outcome.reason);
        break;
      case "refused":
        this.#states.set(key, { state: "refused", reason: outcome.message });
        this.#onEvent({ ...outcome, key });
        break;
      case "failed":
        this.#fail(key, outcome.message, retryInMs);
        break;
      case "held":
        this.#fail(key, outcome.message, undefined);
        break;
      case "gone":
        this.#states.delete(key);
        break;
      case "stopped":
        break;
    }
  }

  summary(cutShort: boolean): RunSummary {
    return {
      ready: this.#keysIn("ready").map(({ key }) => key),
      failed: this.#keysIn("failed"),
      refused: this.#keysIn("refused"),
      unfinished: this.#keysIn("unfinished"),
      warnings: [...this.#warnings.values()],
      calls: { planned: { ...this.#planned }, made: { ...this.#made } },
      cutShort,
    };
  }

  /** What no plan was made for is not declared. */
  #purposeOf(key: ResourceKey): keyof Counts {
    return this.#verdicts.get(key) ?? "delete";
  }

  #wait(key: ResourceKey, reason: string): void {
    const isNew = this.#states.get(key)?.reason !== reason;
    this.#states.set(key, { state: "unfinished", reason });
    if (isNew) this.#onEvent({ kind: "waiting", key, reason });
  }

  #fail(key: ResourceKey, message: string, retryInMs: number | undefined): void {
    const willRetry = retryInMs !== undefined;
    this.#states.set(key, { state: willRetry ? "unfinished" : "failed", reason: message });
    this.#onEvent({ kind: "failed", key, message, ...(willRetry ? { retryInMs } : {}) });
  }

  #keysIn(wanted: State): readonly Unready[] {
    return [...this.#states].flatMap(([key, { state, reason }]) => (state === wanted ? { key, reason } : []));
  }
}

function count(counts: Counts, purpose: keyof Counts, calls: number): void {
  counts[purpose] = (counts[purpose] ?? 0) + calls;
}
