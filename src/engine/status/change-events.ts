import type { Change } from "../../core/plan.ts";
import type { Cause, ResourceEvent, ToldChange } from "../../core/resource-event.ts";
import type { DriftedField, ResourceRow } from "../../core/resource-row.ts";
import { isCurrent } from "./applied.ts";
import { type Drift, wholeResource } from "./drift.ts";
import type { PassFacts } from "./pass-facts.ts";
import { pathList } from "./phrases.ts";

/** One pass, from the row before it to the row after it. */
export interface Happening {
  readonly previous: ResourceRow | undefined;
  readonly row: ResourceRow;
  readonly drift: Drift;
  readonly facts: PassFacts;
}

/** What we changed in AWS, and what somebody else did. Values of sensitive fields stay out. */
export function changeEvents(happening: Happening): readonly ResourceEvent[] {
  return [...appliedEvents(happening), ...detectedEvents(happening), ...correctedEvents(happening)];
}

function appliedEvents({ previous, row, facts }: Happening): readonly ResourceEvent[] {
  const { applied, revision, nowMs } = facts;
  if (applied.length === 0) return [];
  const base = { key: row.key, type: "Normal", at: new Date(nowMs).toISOString(), revision } as const;
  const changes = toldChanges(applied.flatMap((step) => step.changes));
  const message = appliedText(facts, changes);
  const calls = applied.map(({ call }) => call);
  const event = { ...base, reason: "Applied", message, cause: causeOf(previous, facts), calls, changes };
  if (facts.planned?.verdict.kind !== "adopt") return [event];
  return [event, { ...base, reason: "Adopted", message: "it existed, and is ours from now on" }];
}

function causeOf(previous: ResourceRow | undefined, { planned, work, handledRequest }: PassFacts): Cause {
  if (planned?.verdict.kind === "adopt") return "adopted";
  if (!isCurrent(previous, work.resource)) return "spec";
  const isAsked = handledRequest !== undefined && handledRequest !== previous?.lastHandledRequest;
  return isAsked ? "forced" : "drift";
}

function appliedText({ planned }: PassFacts, changes: readonly ToldChange[]): string {
  if (planned?.verdict.kind === "create") return "created";
  if (changes.length === 0) return "sent again what AWS had failed to do";
  return `changed ${pathList(changes.map(({ path }) => path))}`;
}

/** What differs and is left, once per field. */
function detectedEvents({ previous, row, drift, facts }: Happening): readonly ResourceEvent[] {
  const known = new Set(previous?.drift.map(({ path }) => path));
  const news = drift.standing.filter(({ path }) => !known.has(path));
  if (news.length === 0) return [];
  const changes = news.map(({ since: _, was, is, ...field }) => ({
    ...field,
    ...(was !== undefined && { from: was }),
    ...(is !== undefined && { to: is }),
  }));
  return [
    {
      ...driftEvent(row, facts),
      type: "Warning",
      reason: "DriftDetected",
      message: driftText(news),
      changes,
    },
  ];
}

function correctedEvents({ row, drift: { corrected }, facts }: Happening): readonly ResourceEvent[] {
  if (corrected.length === 0) return [];
  const changes = corrected.map(({ since: _, was, is, ...field }) => ({
    ...field,
    ...(is !== undefined && { from: is }),
    ...(was !== undefined && { to: was }),
  }));
  const message = `put back: ${driftText(corrected)}`;
  return [{ ...driftEvent(row, facts), type: "Normal", reason: "DriftCorrected", message, changes }];
}

function driftEvent({ key }: ResourceRow, { nowMs }: PassFacts) {
  return { key, at: new Date(nowMs).toISOString() };
}

function driftText(fields: readonly DriftedField[]): string {
  if (fields.some(({ path }) => path === wholeResource)) return "somebody else deleted it";
  return `somebody else changed ${pathList(fields.map(({ path }) => path))}`;
}

/** Each field once, as first told. */
function toldChanges(changes: readonly Change[]): readonly ToldChange[] {
  const byPath = new Map<string, ToldChange>();
  for (const change of changes) if (!byPath.has(change.path)) byPath.set(change.path, toTold(change));
  return [...byPath.values()];
}

function toTold({ path, from, to, sensitive }: Change): ToldChange {
  if (sensitive) return { path, sensitive };
  return { path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
