/**
 * Every metric of ours, in one place. Names, labels and their values are what alerts and dashboards are written
 * against: one that changes breaks them without a word. Times are in seconds; counters end in `_total`.
 * Node's and the process's own metrics come from prom-client beside these.
 */
import { primitiveKinds } from "../api/resource.ts";
import { dispositionKinds } from "../core/call-error.ts";
import { conditionTypes } from "../core/condition.ts";
import type { RowState } from "../core/resource-row.ts";

/** The values a label may take; `open`: few, but not known beforehand. Never names of resources or ARNs. */
export type LabelValues = readonly string[] | "open";

export interface MetricDeclaration<Labels extends Readonly<Record<string, LabelValues>>> {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: Labels;
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

type LabelSets = Readonly<Record<string, LabelValues>>;

const counter = <const L extends LabelSets>(help: string, labels: L) =>
  ({ type: "counter", help, labels }) as const;
const gauge = <const L extends LabelSets>(help: string, labels: L) =>
  ({ type: "gauge", help, labels }) as const;
const histogram = <const L extends LabelSets>(help: string, labels: L, buckets: readonly number[]) =>
  ({ type: "histogram", help, labels, buckets }) as const;

const kind = primitiveKinds;
const none = {};
const dispositions = dispositionKinds;
const passResults = [
  "settled",
  "waiting",
  "blocked",
  "held",
  "failed",
  "refused",
  "stopped",
  "gone",
] as const;
const rowStates = ["intent", "present", "deleting", "released"] as const satisfies readonly RowState[];
const okOrError = ["ok", "error"] as const;

const passSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const queueSeconds = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300];
const callSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
const scanSeconds = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

export const metricCatalogue = {
  xflow_reconcile_total: counter("Passes ended, by how.", { kind, result: passResults }),
  xflow_reconcile_errors_total: counter("Passes that failed, by what is done about it.", {
    kind,
    class: dispositions,
  }),
  xflow_reconcile_panics_total: counter("Passes that ended in a fault of xflow itself.", none),
  xflow_reconcile_timeouts_total: counter("Passes cut off because they took too long.", none),
  xflow_reconcile_duration_seconds: histogram("How long a pass takes.", { kind }, passSeconds),
  xflow_active_workers: gauge("Passes under way.", none),
  xflow_max_concurrent_reconciles: gauge("Passes that may be under way at once.", none),

  xflow_workqueue_depth: gauge("Keys waiting for a worker.", { priority: ["urgent", "fresh", "resync"] }),
  xflow_workqueue_adds_total: counter("Keys put into the queue.", none),
  xflow_workqueue_queue_duration_seconds: histogram("How long keys wait for a worker.", none, queueSeconds),
  xflow_workqueue_work_duration_seconds: histogram("How long a worker has a key.", none, passSeconds),
  xflow_workqueue_retries_total: counter("Keys put back to be looked at later, failed or not.", none),
  xflow_workqueue_unfinished_work_seconds: gauge("Age of all passes under way, added up.", none),
  xflow_workqueue_longest_running_processor_seconds: gauge("Age of the oldest pass under way.", none),

  xflow_aws_calls_total: counter(
    "Calls sent to AWS. `code` is the name of AWS's error; empty on success and where AWS gave none.",
    { service: "open", operation: "open", outcome: ["ok", ...dispositions], code: "open" },
  ),
  xflow_aws_call_duration_seconds: histogram(
    "How long AWS takes to answer, waiting for a turn left out.",
    { service: "open", operation: "open" },
    callSeconds,
  ),

  xflow_aws_unclassified_errors_total: counter(
    "Errors of AWS that xflow has no rule for: they are tried again, and worth reporting.",
    { service: "open", operation: "open", code: "open" },
  ),
  xflow_environment_up: gauge(
    "1 while xflow can work in the environment's account; 0: no credentials, the wrong account, unreachable.",
    { environment: "open" },
  ),
  xflow_drift_detected_total: counter("Fields seen to differ from what was last applied.", { kind }),
  xflow_drift_corrected_total: counter("Fields put back to what was last applied.", { kind }),
  xflow_drifted_resources: gauge("Resources with fields that differ from what was last applied.", { kind }),
  xflow_resources: gauge("Resources in the inventory, by state.", { kind, state: rowStates }),
  xflow_resource_conditions: gauge(
    "Resources by condition, released ones left out. Only Ready and Synced stand while they are not true.",
    { kind, type: conditionTypes, status: ["True", "False", "Unknown"] },
  ),

  xflow_source_up: gauge("1 while the source can be read, 0 while it is missing.", none),
  xflow_source_errors: gauge("Errors in the files of the source.", none),
  xflow_source_age_seconds: gauge("Since the source was last read; since the start until it was.", none),
  xflow_source_last_change_timestamp_seconds: gauge("When the revision at hand appeared; 0: none yet.", none),
  xflow_source_revision_info: gauge("Always 1; the label says the revision last read.", { revision: "open" }),

  xflow_leader: gauge("1 while this process holds the lease and writes.", none),
  xflow_lease_epoch: gauge("Changes of leader so far, as this process knows them.", none),
  xflow_lease_renewals_total: counter("Renewals of the lease.", { result: okOrError }),

  xflow_scan_duration_seconds: histogram("How long a scan of everything takes.", none, scanSeconds),
  xflow_scans_total: counter("Scans ended.", { result: okOrError }),
  xflow_last_scan_timestamp_seconds: gauge("When the last scan ended well; 0: none did yet.", none),

  xflow_state_writes_total: counter("Writes to the state table.", {
    item: ["resource", "controller", "event"],
    result: ["ok", "conflict", "error"],
  }),
  xflow_deletions_blocked: gauge("Resources whose deletion waits for a person.", none),
  xflow_deletions_total: counter("Resources deleted because nothing declares them any more.", { kind }),

  xflow_build_info: gauge("Always 1; the labels say what runs.", { version: "open", node: "open" }),
} as const satisfies Readonly<Record<string, MetricDeclaration<LabelSets>>>;

type Catalogue = typeof metricCatalogue;
type MetricType = MetricDeclaration<LabelSets>["type"];

/** The names of all metrics of a type. */
export type NameOf<Type extends MetricType> = {
  [Name in keyof Catalogue]: Catalogue[Name]["type"] extends Type ? Name : never;
}[keyof Catalogue];

/** The labels of a metric: all of them, each with one of its values. */
export type LabelsOf<Name extends keyof Catalogue> = {
  readonly [Label in keyof Catalogue[Name]["labels"]]: ValueOf<Catalogue[Name]["labels"][Label]>;
};

type ValueOf<Values> = Values extends readonly (infer Value extends string)[] ? Value : string;
