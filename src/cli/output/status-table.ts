import type { Condition } from "../../core/condition.ts";
import { shortRevision } from "../../core/short-revision.ts";
import type { ResourceStatus } from "../ctl/status-view.ts";
import { statusOf, type Telling } from "../ctl/telling.ts";
import { formatAge } from "./age.ts";
import type { Format } from "./style.ts";
import type { Cell, TableRow } from "./table.ts";

/** How much of each resource is told. */
export interface StatusColumns {
  readonly wide: boolean;
  /** A column for the environment; names are ambiguous without. */
  readonly environments: boolean;
}

const formats: Readonly<Record<Telling["type"], Format>> = {
  Stalled: "red",
  Flapping: "red",
  Drifted: "yellow",
  DeletionBlocked: "yellow",
  Suspended: "cyan",
  Reconciling: "dim",
  Deleting: "dim",
  Released: "dim",
  Pending: "dim",
  Synced: "yellow",
  Ready: "red",
};

/** Conditions that are told when they do not hold. */
const titles: Partial<Readonly<Record<Telling["type"], string>>> = {
  Synced: "Not in sync",
  Ready: "Not ready",
};

const statusFormats: Readonly<Record<Condition["status"], Format>> = {
  True: "green",
  False: "red",
  Unknown: "yellow",
};

export function statusHeaders({ wide, environments }: StatusColumns): readonly string[] {
  const more = wide ? ["STATE", "REVISION", "AWS NAME"] : [];
  return [
    ...(environments ? ["ENVIRONMENT"] : []),
    "KIND/NAME",
    "READY",
    "SYNCED",
    "SINCE",
    ...more,
    "MESSAGE",
  ];
}

/** SINCE is the age of what the message tells. */
export function statusRow(
  { row, telling }: ResourceStatus,
  { wide, environments }: StatusColumns,
  nowMs: number,
): TableRow {
  const more = wide ? [row.state, shortRevision(row.lastAppliedRevision ?? "-"), row.awsName] : [];
  return [
    ...(environments ? [row.environment] : []),
    `${row.kind}/${row.name}`,
    statusCell(statusOf(row, "Ready")),
    statusCell(statusOf(row, "Synced")),
    formatAge(telling.since, nowMs),
    ...more,
    messageCell(row, telling),
  ];
}

/** `Stalled (AccessDenied): …`; a resource that is well says how, without more ado. */
export function tellingText(row: ResourceStatus["row"], { type, reason, message }: Telling): string {
  if (isWell(row, type)) return message || reason;
  const what = titles[type] ?? type;
  const why = reason === type ? what : `${what} (${reason})`;
  return message === "" ? why : `${why}: ${message}`;
}

function messageCell(row: ResourceStatus["row"], telling: Telling): Cell {
  const text = tellingText(row, telling);
  return isWell(row, telling.type) ? text : { text, format: formats[telling.type] };
}

function isWell(row: ResourceStatus["row"], type: Telling["type"]): boolean {
  return type === "Ready" && statusOf(row, "Ready") === "True";
}

function statusCell(status: Condition["status"]): Cell {
  return { text: status, format: statusFormats[status] };
}
