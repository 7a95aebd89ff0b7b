import type { Resource } from "../../api/resource.ts";
import type { Applied } from "../../core/kind.ts";
import type { ResourcePlan } from "../../core/plan.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { mayCorrectNow } from "./flapping.ts";

export interface DriftQuestion {
  readonly resource: Resource;
  readonly applied: Applied | undefined;
  readonly row: ResourceRow | undefined;
  /** The clock's milliseconds. */
  readonly nowMs: number;
}

export interface RestrictedPlan {
  readonly plan: ResourcePlan;
  /** In a fight: how long the correction waits, in milliseconds. */
  readonly waitMs?: number;
}

/**
 * What the drift policy leaves of a plan. A plan for a wish that was applied before is drift from end to end, the
 * re-creation of what somebody deleted included.
 *
 * | plan              | policy.drift   | steps                         |
 * |-------------------|----------------|-------------------------------|
 * | of a new wish     |                | all                           |
 * | of drift          | report, ignore | none                          |
 * | of drift          | correct        | all; in a fight, after a rest |
 *
 * A resource that was never seen since it was created did not drift away.
 *
 * Brakes have their own policy, which planning has applied already.
 */
export function restrictDrift(
  plan: ResourcePlan,
  { resource, applied, row, nowMs }: DriftQuestion,
): RestrictedPlan {
  const isNew = plan.verdict.kind === "create" && row?.arn === undefined;
  if (plan.steps.length === 0 || isNew || !applied?.isCurrent) return { plan };
  if (resource.policy.drift !== "correct") return { plan: withoutSteps(plan) };
  const now = mayCorrectNow(row, nowMs);
  return now.ok ? { plan } : { plan: withoutSteps(plan), waitMs: now.afterMs };
}

function withoutSteps(plan: ResourcePlan): ResourcePlan {
  return { ...plan, steps: [], verdict: { kind: "in-sync" } };
}
