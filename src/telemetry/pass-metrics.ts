import { type PrimitiveKind, primitiveKinds, type ResourceKey } from "../api/resource.ts";
import type { Disposition } from "../core/call-error.ts";
import type { Clock } from "../core/clock.ts";
import type { Instruments } from "./instruments.ts";
import type { LabelsOf } from "./metric-catalogue.ts";

/** How a pass ended, as far as it is counted; the engine's outcomes are of this form. */
export interface PassResult {
  readonly kind: LabelsOf<"xflow_reconcile_total">["result"];
  /** Of failed passes. */
  readonly disposition?: Disposition;
}

/** What passes and their queue count. */
export interface PassMetrics {
  /** A key was put into the queue. */
  queued(): void;
  /** A key was put back, to be looked at later. */
  requeued(): void;
  /** A worker has taken the key. @param waitedMs in the queue */
  passStarted(key: ResourceKey, waitedMs: number): void;
  /** The pass last started for the key has ended. */
  passEnded(key: ResourceKey, result: PassResult): void;
  /** A pass took too long and was cut off. */
  passTimedOut(): void;
  /** A pass threw something that is a fault of ours. */
  passPanicked(): void;
}

export interface CountedPasses {
  readonly metrics: PassMetrics;
  /** Sets the gauges that grow while passes are under way. */
  setAges(): void;
}

export function createPassMetrics(clock: Pick<Clock, "now">, instruments: Instruments): CountedPasses {
  const { add, set, observe } = instruments;
  /** When the passes under way started. */
  const underWay = new Map<ResourceKey, number>();

  const setActive = () => set("xflow_active_workers", {}, underWay.size);

  const metrics: PassMetrics = {
    queued: () => add("xflow_workqueue_adds_total", {}),
    requeued: () => add("xflow_workqueue_retries_total", {}),
    passStarted: (key, waitedMs) => {
      underWay.set(key, clock.now());
      setActive();
      observe("xflow_workqueue_queue_duration_seconds", {}, waitedMs / 1000);
    },
    passEnded: (key, result) => {
      const kind = kindOf(key);
      const seconds = (clock.now() - (underWay.get(key) ?? clock.now())) / 1000;
      underWay.delete(key);
      setActive();
      observe("xflow_workqueue_work_duration_seconds", {}, seconds);
      observe("xflow_reconcile_duration_seconds", { kind }, seconds);
      add("xflow_reconcile_total", { kind, result: result.kind });
      const failure = result.disposition?.kind;
      if (failure !== undefined) add("xflow_reconcile_errors_total", { kind, class: failure });
    },
    passTimedOut: () => add("xflow_reconcile_timeouts_total", {}),
    passPanicked: () => add("xflow_reconcile_panics_total", {}),
  };

  return {
    metrics,
    setAges: () => {
      const agesMs = [...underWay.values()].map((startedMs) => clock.now() - startedMs);
      const totalMs = agesMs.reduce((sum, ageMs) => sum + ageMs, 0);
      set("xflow_workqueue_unfinished_work_seconds", {}, totalMs / 1000);
      set("xflow_workqueue_longest_running_processor_seconds", {}, Math.max(0, ...agesMs) / 1000);
    },
  };
}

/** A key is `<environment>/<kind>/<name>`. */
export function kindOf(key: ResourceKey): PrimitiveKind {
  const word = key.split("/")[1];
  const kind = primitiveKinds.find((each) => each === word);
  if (kind === undefined) throw new TypeError(`not the key of a resource: ${key}`);
  return kind;
}
