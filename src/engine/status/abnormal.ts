import { type Disposition, standstillOf } from "../../core/call-error.ts";
import type { SuspendRequest } from "../../core/operator-request.ts";
import type { DriftedField } from "../../core/resource-row.ts";
import type { Outcome } from "../outcome.ts";
import type { Judgement, Judgements, Said } from "./conditions.ts";
import { wholeResource } from "./drift.ts";
import { type PassFacts, saysNothing } from "./pass-facts.ts";
import { pathList } from "./phrases.ts";

interface Question {
  readonly facts: PassFacts;
  readonly drift: readonly DriftedField[];
  /** Fields that somebody else keeps changing back. */
  readonly fights: readonly string[];
}

/** The conditions that stand only while they are true. A resource that is wanted has no deletion to block. */
export function judgeAbnormal({ facts, drift, fights }: Question): Omit<Judgements, "Ready" | "Synced"> {
  return {
    Reconciling: judgeReconciling(facts),
    Stalled: judgeStalled(facts),
    Drifted: drift.length === 0 ? undefined : drifted(facts, drift),
    Suspended: judgeSuspension(facts),
    DeletionBlocked: undefined,
    Flapping: fights.length === 0 ? undefined : flapping(fights),
  };
}

function judgeReconciling(facts: PassFacts): Judgement | undefined {
  if (saysNothing(facts)) return "unchanged";
  const { outcome } = facts;
  switch (outcome.kind) {
    case "waiting":
      return truth("Reconciling", "Progressing", outcome.reason);
    case "blocked":
      return truth("Reconciling", "DependencyNotReady", outcome.reason);
    case "failed":
      return judgeRetry(outcome);
    default:
      return undefined;
  }
}

/** Of what is part of a normal day. */
const retryReasons: Readonly<Partial<Record<Disposition["kind"], string>>> = {
  conflict: "Progressing",
  propagation: "Progressing",
  dependency: "DependencyNotReady",
};

function judgeRetry({ disposition, message }: Outcome & { kind: "failed" }): Said | undefined {
  if (standstillOf(disposition) !== undefined) return undefined;
  return truth("Reconciling", retryReasons[disposition.kind] ?? "ProgressingWithRetry", message);
}

/** Suspension is no failure: somebody asked for it. */
function judgeStalled(facts: PassFacts): Judgement | undefined {
  if (saysNothing(facts)) return "unchanged";
  const { outcome } = facts;
  if (outcome.kind === "refused" && outcome.reason !== "Suspended") {
    return truth("Stalled", outcome.reason, outcome.message);
  }
  const standstill = outcome.kind === "failed" ? standstillOf(outcome.disposition) : undefined;
  if (outcome.kind !== "failed" || standstill === undefined) return undefined;
  return truth("Stalled", standstill, outcome.message);
}

function drifted({ work }: PassFacts, drift: readonly DriftedField[]): Said {
  if (!drift.some(({ path }) => path === wholeResource)) {
    return truth("Drifted", "FieldsDiffer", pathList(drift.map(({ path }) => path)));
  }
  return work.resource.kind === "Stream"
    ? truth("Drifted", "DataLost", "the stream is gone, and its records with it")
    : truth("Drifted", "ResourceGone", "it was deleted by somebody else");
}

function judgeSuspension({ suspended, work }: PassFacts): Said | undefined {
  if (suspended !== undefined) return truth("Suspended", "Requested", suspensionText(suspended));
  return work.resource.policy.suspend ? truth("Suspended", "ByPolicy", "policy.suspend") : undefined;
}

function suspensionText({ by, reason, until }: SuspendRequest): string {
  const why = reason === undefined ? "" : `: ${reason}`;
  return `by ${by}${why}${until === undefined ? "" : `, until ${until}`}`;
}

function flapping(fights: readonly string[]): Said {
  const message = `somebody else keeps changing ${pathList(fights)} back; corrections slow down`;
  return truth("Flapping", "CorrectedRepeatedly", message);
}

function truth(type: Said["type"], reason: string, message: string): Said {
  return { type, status: "True", reason, message };
}
