import type { Observation } from "../../core/observation.ts";
import type { ResourcePlan } from "../../core/plan.ts";
import type { PassDeps } from "../pass.ts";
import { planContext } from "../plan-context.ts";
import type { Work } from "../ports.ts";

export function plan(deps: PassDeps, work: Work, observation: Observation): ResourcePlan {
  const { ports, resources, memory } = deps;
  const arnOf = (key: Work["resource"]["key"]) => memory.arnOf(key);
  return work.kind.plan(work.resource, observation, planContext(work.target, { ports, resources, arnOf }));
}
