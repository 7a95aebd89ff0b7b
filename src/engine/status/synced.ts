import { standstillOf } from "../../core/call-error.ts";
import type { ResourcePlan } from "../../core/plan.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { Outcome } from "../outcome.ts";
import { conditionOf, type Judgement, type Said } from "./conditions.ts";
import type { Drift } from "./drift.ts";
import { isComplete, type PassFacts, saysNothing } from "./pass-facts.ts";
import { pathList } from "./phrases.ts";

interface Question {
  readonly previous: ResourceRow | undefined;
  readonly facts: PassFacts;
  readonly drift: Drift;
  /** The generation that the pass was about. */
  readonly generation: number;
}

/**
 * Whether AWS equals the manifest.
 *
 * | pass                             | Synced                                                    |
 * |----------------------------------|-----------------------------------------------------------|
 * | settled, waits                   | True/ReconcileSuccess once every call is made             |
 * | - but drift is left              | False/DriftReported; while waiting to correct it False/Progressing |
 * | - gone, and nobody is to look    | False/DriftIgnored                                        |
 * | at a standstill, refused         | False, and why                                            |
 * | suspended                        | False/Suspended, unless nothing differs                   |
 * | failed, will be tried again      | False/Retrying                                            |
 * | what it needs is gone            | False/DependencyNotReady                                  |
 * | blocked, busy, not spread yet    | as before; of a new wish False/DependencyNotReady, False/Progressing |
 */
export function judgeSynced(question: Question): Judgement {
  if (saysNothing(question.facts)) return "unchanged";
  const { outcome } = question.facts;
  switch (outcome.kind) {
    case "refused":
      return outcome.reason === "Suspended"
        ? judgeSuspended(question, outcome.message)
        : synced("False", outcome.reason, outcome.message);
    case "failed":
      return judgeFailed(question, outcome);
    case "blocked":
      return unlessNew(question, "DependencyNotReady", outcome.reason);
    case "waiting":
      return judgeWaiting(question, outcome.reason);
    default:
      return judgeSettled(question);
  }
}

function judgeWaiting(question: Question, reason: string): Said {
  return success(question) ?? synced("False", "Progressing", reason);
}

/** Differences that policy ignores are none. */
function judgeSettled({ facts, drift }: Question): Judgement {
  const { planned, observation, applied } = facts;
  if (planned === undefined) return "unchanged";
  if (drift.standing.length > 0) return synced("False", "DriftReported", differs(drift));
  const isGone = observation?.kind === "absent" && applied.length === 0;
  return isGone
    ? synced("False", "DriftIgnored", "it is gone, and policy.drift says ignore")
    : equal(planned);
}

function judgeSuspended(question: Question, message: string): Judgement {
  if (question.facts.planned === undefined) return "unchanged";
  return success(question) ?? synced("False", "Suspended", message);
}

function judgeFailed(question: Question, outcome: Outcome & { kind: "failed" }): Judgement {
  const { disposition, message } = outcome;
  const standstill = standstillOf(disposition);
  if (standstill !== undefined) return synced("False", standstill, message);
  if (disposition.kind === "conflict" || disposition.kind === "propagation") {
    return unlessNew(question, "Progressing", message);
  }
  if (disposition.kind === "dependency") return synced("False", "DependencyNotReady", message);
  return synced("False", "Retrying", message);
}

/** What was said of another wish does not hold for this one. */
function unlessNew({ previous, generation }: Question, reason: string, message: string): Judgement {
  const before = conditionOf(previous?.conditions ?? [], "Synced");
  return before?.observedGeneration === generation ? "unchanged" : synced("False", reason, message);
}

/** Undefined while anything is left to do. */
function success({ facts, drift }: Question): Said | undefined {
  const { planned } = facts;
  if (planned === undefined || !isComplete(facts) || drift.standing.length > 0) return undefined;
  return equal(planned);
}

function equal({ warnings }: ResourcePlan): Said {
  return synced("True", "ReconcileSuccess", warnings.join("; "));
}

function differs({ standing }: Drift): string {
  return `left as AWS has it: ${pathList(standing.map(({ path }) => path))}`;
}

function synced(status: Said["status"], reason: string, message: string): Said {
  return { type: "Synced", status, reason, message };
}
