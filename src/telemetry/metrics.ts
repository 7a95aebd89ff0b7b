import { Registry } from "prom-client";
import type { Disposition } from "../core/call-error.ts";
import type { Clock } from "../core/clock.ts";
import type { ResourceEvent } from "../core/resource-event.ts";
import { createEventMetrics } from "./event-metrics.ts";
import { createInstruments, type Instruments } from "./instruments.ts";
import type { LabelsOf } from "./metric-catalogue.ts";
import { createPassMetrics, type PassMetrics } from "./pass-metrics.ts";
import { collectProcessMetrics } from "./process-metrics.ts";
import { type ScrapedValues, setScrapedValues } from "./scraped-values.ts";

/** One attempt that went to AWS. */
export interface CallFacts {
  readonly service: string;
  readonly operation: string;
  readonly outcome: "ok" | Disposition["kind"];
  /** The name of AWS's error. */
  readonly code?: string;
  /** From sending it to its answer. */
  readonly durationMs?: number;
  /** No rule knows the error. */
  readonly unclassified?: true;
}

/** What the process counts. Nothing here throws or waits. */
export interface Metrics extends PassMetrics {
  call(record: CallFacts): void;
  /** Drift and deletions are counted from what is told of resources. */
  told(event: ResourceEvent): void;
  /** A scan of everything ended; `error`: some of it could not be seen. */
  scanEnded(scan: { readonly durationMs: number; readonly result: "ok" | "error" }): void;
  leaseRenewed(result: "ok" | "error"): void;
  stateWritten(write: LabelsOf<"xflow_state_writes_total">): void;
  /** Where gauges are read from at each scrape; replaces only those given. */
  readFrom(values: Partial<ScrapedValues>): void;
  /** Of what `render` answers. */
  readonly contentType: string;
  /** Everything, in Prometheus's text format. */
  render(): Promise<string>;
}

export interface MetricsOptions {
  readonly version: string;
  readonly maxConcurrentReconciles: number;
}

/** Metrics on a registry of their own; Node's and the process's are among them. One per process. */
export function createMetrics(
  { clock }: { readonly clock: Pick<Clock, "now"> },
  options: MetricsOptions,
): Metrics {
  const registry = new Registry();
  collectProcessMetrics(registry);
  const instruments = createInstruments(registry);
  const { add, set } = instruments;
  set("xflow_build_info", { version: options.version, node: process.version }, 1);
  set("xflow_max_concurrent_reconciles", {}, options.maxConcurrentReconciles);

  const passes = createPassMetrics(clock, instruments);
  const sinceMs = clock.now();
  let values: Partial<ScrapedValues> = {};

  return {
    ...passes.metrics,
    call: (record) => countCall(instruments, record),
    told: createEventMetrics(instruments),
    scanEnded: ({ durationMs, result }) => {
      instruments.observe("xflow_scan_duration_seconds", {}, durationMs / 1000);
      add("xflow_scans_total", { result });
      if (result === "ok") set("xflow_last_scan_timestamp_seconds", {}, clock.now() / 1000);
    },
    leaseRenewed: (result) => add("xflow_lease_renewals_total", { result }),
    stateWritten: (write) => add("xflow_state_writes_total", write),
    readFrom: (more) => {
      values = { ...values, ...more };
    },
    contentType: registry.contentType,
    render: async () => {
      setScrapedValues(instruments, values, { nowMs: clock.now(), sinceMs });
      passes.setAges();
      return await registry.metrics();
    },
  };
}

function countCall(instruments: Instruments, record: CallFacts): void {
  const { service, operation, outcome, code = "", durationMs } = record;
  instruments.add("xflow_aws_calls_total", { service, operation, outcome, code });
  if (record.unclassified) {
    instruments.add("xflow_aws_unclassified_errors_total", { service, operation, code });
  }
  if (durationMs === undefined) return;
  instruments.observe("xflow_aws_call_duration_seconds", { service, operation }, durationMs / 1000);
}
