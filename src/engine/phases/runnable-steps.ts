import type { Observation } from "../../core/observation.ts";
import type { ResourcePlan, Step } from "../../core/plan.ts";

/** The steps that can be made in this pass: those of the first stage, a later one only once the resource has settled. */
export function runnableSteps(plan: ResourcePlan, observation: Observation): readonly Step[] {
  const first = Math.min(...plan.steps.map((step) => step.stage));
  const isProgressing = observation.kind === "present" && observation.health.kind === "progressing";
  return first > 0 && isProgressing ? [] : plan.steps.filter((step) => step.stage === first);
}
