import type { PrimitiveKind } from "../api/resource.ts";
import type { Condition } from "../core/condition.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import type { Instruments } from "./instruments.ts";
import type { LabelsOf, NameOf } from "./metric-catalogue.ts";

/** What the metrics need of a row. */
export type RowFacts = Pick<ResourceRow, "kind" | "state" | "conditions" | "drift">;

export interface SourceFacts {
  /** Absent, unreadable or empty otherwise. */
  readonly isUp: boolean;
  /** Errors in its files. */
  readonly errors: number;
  /** Epoch milliseconds; undefined: not read yet. */
  readonly lastReadMs: number | undefined;
  /** Epoch milliseconds: when the revision appeared. */
  readonly revisionSinceMs: number | undefined;
  readonly revision: string | undefined;
}

/** Read at each scrape, so that a pass has nothing to do with them. Each is called once a scrape; must not throw. */
export interface ScrapedValues {
  /** Keys waiting for a worker. */
  queueDepth(): LabelledCounts<LabelsOf<"xflow_workqueue_depth">["priority"]>;
  rows(): Iterable<RowFacts>;
  source(): SourceFacts;
  leadership(): { readonly isLeader: boolean; readonly epoch: number };
  /** Deletes that wait for a person. */
  blockedDeletions(): number;
  /** Those that hold resources, or are to, and whether they can be worked in. */
  environments(): readonly { readonly name: string; readonly isUp: boolean }[];
}

type LabelledCounts<Value extends string> = Readonly<Record<Value, number>>;

/** @param sinceMs what the source's age is counted from until it has been read */
export function setScrapedValues(
  instruments: Instruments,
  values: Partial<ScrapedValues>,
  time: { readonly nowMs: number; readonly sinceMs: number },
): void {
  const { set } = instruments;
  const depth = values.queueDepth?.() ?? { urgent: 0, fresh: 0, resync: 0 };
  for (const priority of ["urgent", "fresh", "resync"] as const) {
    set("xflow_workqueue_depth", { priority }, depth[priority]);
  }
  const { isLeader, epoch } = values.leadership?.() ?? { isLeader: false, epoch: 0 };
  set("xflow_leader", {}, isLeader ? 1 : 0);
  set("xflow_lease_epoch", {}, epoch);
  set("xflow_deletions_blocked", {}, values.blockedDeletions?.() ?? 0);
  setEnvironments(instruments, values.environments?.() ?? []);
  setSource(instruments, values.source?.() ?? unreadSource, time);
  setRows(instruments, values.rows?.() ?? []);
}

const unreadSource: SourceFacts = {
  isUp: false,
  errors: 0,
  lastReadMs: undefined,
  revisionSinceMs: undefined,
  revision: undefined,
};

function setSource(
  { set, reset }: Instruments,
  source: SourceFacts,
  { nowMs, sinceMs }: { readonly nowMs: number; readonly sinceMs: number },
): void {
  set("xflow_source_up", {}, source.isUp ? 1 : 0);
  set("xflow_source_errors", {}, source.errors);
  set("xflow_source_age_seconds", {}, Math.max(0, nowMs - (source.lastReadMs ?? sinceMs)) / 1000);
  set("xflow_source_last_change_timestamp_seconds", {}, (source.revisionSinceMs ?? 0) / 1000);
  reset("xflow_source_revision_info");
  const { revision } = source;
  if (revision !== undefined) set("xflow_source_revision_info", { revision }, 1);
}

function setEnvironments(
  { set, reset }: Instruments,
  environments: ReturnType<ScrapedValues["environments"]>,
): void {
  reset("xflow_environment_up");
  for (const { name, isUp } of environments) {
    set("xflow_environment_up", { environment: name }, isUp ? 1 : 0);
  }
}

function setRows(instruments: Instruments, all: Iterable<RowFacts>): void {
  const rows = [...all];
  const ours = rows.filter(({ state }) => state !== "released");
  const drifted = ours.filter(({ drift }) => drift.length > 0);
  const conditions = ours.flatMap((row) => row.conditions.map((each) => conditionLabels(row.kind, each)));

  setCounts(
    instruments,
    "xflow_resources",
    rows.map(({ kind, state }) => ({ kind, state })),
  );
  setCounts(
    instruments,
    "xflow_drifted_resources",
    drifted.map(({ kind }) => ({ kind })),
  );
  setCounts(instruments, "xflow_resource_conditions", conditions);
}

function conditionLabels(kind: PrimitiveKind, { type, status }: Condition) {
  return { kind, type, status };
}

/** Sets a gauge to how often each set of labels comes: one `set` a series, however many rows there are. */
function setCounts<Name extends NameOf<"gauge">>(
  { set, reset }: Instruments,
  name: Name,
  occurrences: readonly LabelsOf<Name>[],
): void {
  const counts = new Map<string, { readonly labels: LabelsOf<Name>; count: number }>();
  for (const labels of occurrences) {
    const id = Object.values(labels).join(" ");
    const entry = counts.get(id);
    if (entry === undefined) counts.set(id, { labels, count: 1 });
    else entry.count += 1;
  }
  reset(name);
  for (const { labels, count } of counts.values()) set(name, labels, count);
}
