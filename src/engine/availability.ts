import type { Dependency } from "../core/kind.ts";
import type { Observation } from "../core/observation.ts";
import type { ResourcePlan, Verdict } from "../core/plan.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import { wholeResource } from "./status/drift.ts";

/** How far a resource is, as its dependents see it. */
export type Availability = "absent" | "present" | "ready";

const rank: Readonly<Record<Availability, number>> = { absent: 0, present: 1, ready: 2 };

export function suffices(availability: Availability, until: Dependency["until"]): boolean {
  return rank[availability] >= rank[until];
}

/** What dependents may rely on now. What we may not write is relied on only if it is ours: a suspended one. */
export function availabilityNow(observation: Observation, verdict: Verdict): Availability {
  if (observation.kind !== "present") return "absent";
  if (verdict.kind === "refused" && observation.ownership.kind !== "ours") return "absent";
  return observation.health.kind === "ready" ? "ready" : "present";
}

/** What dependents may rely on once the plan has been carried out and AWS has caught up. */
export function availabilityAfter(observation: Observation, plan: ResourcePlan): Availability {
  if (plan.verdict.kind === "refused") return availabilityNow(observation, plan.verdict);
  const isStuck =
    observation.kind === "present" && observation.health.kind === "failed" && plan.steps.length === 0;
  return isStuck ? "present" : "ready";
}

/** What dependents may rely on of something that is not looked at, because its declaration cannot be read. */
export function availabilityOfRow({ state, conditions, drift }: ResourceRow): Availability {
  const isGone = drift.some(({ path }) => path === wholeResource);
  if (state !== "present" || isGone) return "absent";
  const isReady = conditions.some(({ type, status }) => type === "Ready" && status === "True");
  return isReady ? "ready" : "present";
}
