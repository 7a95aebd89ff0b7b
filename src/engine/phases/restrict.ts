import type { Resource } from "../../api/resource.ts";
import type { SuspendRequest } from "../../core/operator-request.ts";
import type { ResourcePlan } from "../../core/plan.ts";

/** What suspension leaves of a plan: nothing. */
export function restrictSuspended(
  resource: Resource,
  plan: ResourcePlan,
  request: SuspendRequest | undefined,
): ResourcePlan {
  if (!resource.policy.suspend && request === undefined) return plan;
  const who = request === undefined ? "by policy.suspend" : `by ${request.by}${because(request)}`;
  const calls = [...new Set(plan.steps.map((step) => step.call))].join(", ");
  const without = calls === "" ? "" : `; without that, ${calls} would be called`;
  const message = `suspended ${who}${without}`;
  return { ...plan, steps: [], verdict: { kind: "refused", reason: "Suspended", message } };
}

function because({ reason, until }: SuspendRequest): string {
  return `${reason === undefined ? "" : `: ${reason}`}${until === undefined ? "" : `, until ${until}`}`;
}
