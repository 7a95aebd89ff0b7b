import type { Resource } from "../../api/resource.ts";
import type { ResourcePlan } from "../../core/plan.ts";

/** What policy leaves of a plan: nothing, while the resource is suspended. */
export function restrict(resource: Resource, plan: ResourcePlan): ResourcePlan {
  if (!resource.policy.suspend || plan.steps.length === 0) return plan;
  const calls = plan.steps.map((step) => step.call).join(", ");
  const message = `suspended; without that, ${calls} would be called`;
  return { ...plan, steps: [], verdict: { kind: "refused", reason: "Suspended", message } };
}
