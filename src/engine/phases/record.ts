import type { ResourceKey } from "../../api/resource.ts";
import { standstillOf } from "../../core/call-error.ts";
import type { NextLook, Observation } from "../../core/observation.ts";
import type { ResourcePlan, Step, Verdict } from "../../core/plan.ts";
import { type Availability, availabilityNow } from "../availability.ts";
import { failedOutcome, type Outcome } from "../outcome.ts";
import type { PassDeps } from "../pass.ts";
import type { Work } from "../ports.ts";

/** When a write is looked at, unless the kind says: AWS's asynchronous states mostly last a second or more. */
const defaultLook: NextLook = { afterMs: 1_000 };

interface Done {
  readonly observation: Observation;
  readonly plan: ResourcePlan;
  /** The steps made in this pass. */
  readonly applied: readonly Step[];
}

/** Tells dependents how far the resource is, and says what comes next for it. */
export function record(deps: PassDeps, work: Work, done: Done): Outcome {
  const { observation, plan, applied } = done;
  if (applied.length > 0) return recordWritten(deps, work, done);

  deps.edges.advance(work.resource.key, availabilityNow(observation, plan.verdict));
  if (observation.kind === "present" && observation.health.kind === "progressing") {
    return { ...observation.health, kind: "waiting" };
  }
  if (plan.steps.length > 0) return { kind: "stopped" };
  return recordUnchanged(observation);
}

function recordWritten(deps: PassDeps, { resource, kind }: Work, done: Done): Outcome {
  const { observation, plan, applied } = done;
  const isComplete = applied.length === plan.steps.length;
  const isSettled = isComplete && kind.settlesOnWrite === true;
  const before = availabilityNow(observation, plan.verdict);
  deps.edges.advance(resource.key, isSettled ? "ready" : atLeastPresent(before));
  if (isSettled) return { kind: "settled" };
  return { ...(kind.settling?.(resource) ?? defaultLook), kind: "waiting", reason: "written" };
}

/** Created by the calls that just succeeded, if it was not there before. */
function atLeastPresent(before: Availability): Availability {
  return before === "absent" ? "present" : before;
}

function recordUnchanged(observation: Done["observation"]): Outcome {
  if (observation.kind === "present" && observation.health.kind === "ready") return { kind: "settled" };
  const reason = observation.kind === "present" ? "Unhealthy" : "NothingPlanned";
  const message =
    observation.kind === "present" && observation.health.kind === "failed"
      ? observation.health.reason
      : "it does not exist, and no call would create it";
  return { kind: "failed", disposition: { kind: "terminal", reason }, message };
}

/** Gone, and to be left so: its drift is told, and nobody waits for it to come back. */
export function recordLeft(deps: PassDeps, work: Work): Outcome {
  deps.edges.advance(work.resource.key, "absent");
  return { kind: "settled" };
}

/** Nothing may be written; dependents may still rely on what is ours. */
export function recordRefused(
  deps: PassDeps,
  work: Work,
  observation: Observation,
  verdict: Verdict & { readonly kind: "refused" },
): Outcome {
  deps.edges.advance(work.resource.key, availabilityNow(observation, verdict));
  return verdict;
}

/**
 * While the pass may be repeated dependents wait. At a standstill, they rely on what was there before. That what it
 * needs is there is doubted when AWS says otherwise.
 */
export function recordFailure(
  deps: PassDeps,
  work: Work,
  error: unknown,
  before: { readonly observation: Observation; readonly verdict: Verdict } | undefined,
): Outcome {
  const { resource, kind } = work;
  const outcome = agedOutcome(deps, resource.key, failedOutcome(error));
  if (outcome.kind !== "failed") return outcome;
  if (outcome.disposition.kind === "dependency") deps.edges.doubt(resource.key, kind.dependencies(resource));
  if (standstillOf(outcome.disposition) === undefined) return outcome;
  if (before !== undefined) {
    deps.edges.advance(work.resource.key, availabilityNow(before.observation, before.verdict));
  }
  return outcome;
}

/** What should have spread long ago is another failure than what may still be on its way. */
function agedOutcome({ limiter, ports }: PassDeps, key: ResourceKey, outcome: Outcome): Outcome {
  if (outcome.kind !== "failed") return outcome;
  return { ...outcome, disposition: limiter.aged(key, outcome.disposition, ports.clock.now()) };
}
