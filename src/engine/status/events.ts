import { standstillOf } from "../../core/call-error.ts";
import type { ConditionType } from "../../core/condition.ts";
import type { ResourceEvent } from "../../core/resource-event.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { Outcome } from "../outcome.ts";
import { changeEvents, type Happening } from "./change-events.ts";
import { conditionOf } from "./conditions.ts";
import { isGone, wholeResource } from "./drift.ts";

/** What a pass did and what became true by it, in that order. What stays true is told once. */
export function eventsOf(happening: Happening): readonly ResourceEvent[] {
  return [
    ...changeEvents(happening),
    ...lossEvents(happening),
    ...flappingEvents(happening),
    ...troubleEvents(happening),
    ...suspensionEvents(happening),
    ...readyEvents(happening),
  ];
}

function lossEvents(happening: Happening): readonly ResourceEvent[] {
  const { previous, facts } = happening;
  if (facts.work.resource.kind !== "Stream" || !isGone(previous, facts)) return [];
  const isKnown =
    previous?.drift.some(({ path }) => path === wholeResource) || of(previous, "Ready")?.reason === "Absent";
  const message = "the stream is gone, and its records with it";
  return isKnown ? [] : [tell(happening, "Warning", { reason: "DataLost", message })];
}

function flappingEvents(happening: Happening): readonly ResourceEvent[] {
  const now = of(happening.row, "Flapping");
  if (now === undefined || of(happening.previous, "Flapping") !== undefined) return [];
  return [tell(happening, "Warning", { reason: "Flapping", message: now.message })];
}

/** A standstill and a refusal: once per generation and message. One that is tried again: once per message. */
function troubleEvents(happening: Happening): readonly ResourceEvent[] {
  const { outcome, revision } = happening.facts;
  if (outcome.kind === "failed") return failureEvents(happening, outcome);
  if (outcome.kind !== "refused" || outcome.reason === "Suspended") return [];
  if (!isNews(happening, "Stalled")) return [];
  const message = `${outcome.reason}: ${outcome.message}`;
  return [{ ...tell(happening, "Warning", { reason: "Refused", message }), revision }];
}

function failureEvents(
  happening: Happening,
  { disposition, message }: Outcome & { kind: "failed" },
): readonly ResourceEvent[] {
  if (standstillOf(disposition) !== undefined) {
    if (!isNews(happening, "Stalled")) return [];
    const { revision } = happening.facts;
    return [{ ...tell(happening, "Warning", { reason: "Failed", message }), revision }];
  }
  const isWorthAWord = disposition.kind === "transient" || disposition.kind === "dependency";
  if (!isWorthAWord || !isNews(happening, "Reconciling")) return [];
  return [tell(happening, "Warning", { reason: "Retrying", message })];
}

function suspensionEvents(happening: Happening): readonly ResourceEvent[] {
  const before = of(happening.previous, "Suspended");
  const now = of(happening.row, "Suspended");
  if (now !== undefined && now.message !== before?.message) {
    return [tell(happening, "Normal", { reason: "Suspended", message: now.message })];
  }
  if (now !== undefined || before === undefined) return [];
  return [tell(happening, "Normal", { reason: "Resumed", message: `no longer suspended ${before.message}` })];
}

/** A short update, or a moment in which nothing could be seen, is no news. */
const briefly: readonly (string | undefined)[] = ["Updating", "Unknown", "Available"];

function readyEvents(happening: Happening): readonly ResourceEvent[] {
  const isReady = of(happening.row, "Ready")?.status === "True";
  if (!isReady || briefly.includes(of(happening.previous, "Ready")?.reason)) return [];
  return [tell(happening, "Normal", { reason: "Ready", message: "usable" })];
}

function isNews({ previous, row }: Happening, type: ConditionType): boolean {
  const before = of(previous, type);
  const now = of(row, type);
  return (
    before?.reason !== now?.reason ||
    before?.message !== now?.message ||
    before?.observedGeneration !== now?.observedGeneration
  );
}

function of(row: ResourceRow | undefined, type: ConditionType) {
  return conditionOf(row?.conditions ?? [], type);
}

function tell(
  { row, facts }: Happening,
  type: ResourceEvent["type"],
  said: Pick<ResourceEvent, "reason" | "message">,
): ResourceEvent {
  return { key: row.key, type, ...said, at: new Date(facts.nowMs).toISOString() };
}
