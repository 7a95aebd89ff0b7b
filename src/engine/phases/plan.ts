import type { ResourceKey } from "../../api/resource.ts";
import type { Applied } from "../../core/kind.ts";
import type { Observation } from "../../core/observation.ts";
import type { ResourcePlan } from "../../core/plan.ts";
import type { PassDeps } from "../pass.ts";
import { planContext } from "../plan-context.ts";
import type { Work } from "../ports.ts";

export interface Knowledge {
  readonly expectedCode: string | undefined;
  readonly applied: Applied | undefined;
}

export function plan(
  deps: PassDeps,
  work: Work,
  observation: Observation,
  { expectedCode, applied }: Knowledge,
): ResourcePlan {
  const { ports, desired, memory, state } = deps;
  const arnOf = (key: ResourceKey) => memory.arnOf(key) ?? state.row(key)?.arn;
  const context = planContext(work.target, { ports, resources: desired.resources, arnOf, expectedCode });
  return work.kind.plan(work.resource, observation, {
    ...context,
    ...(applied !== undefined && { applied }),
  });
}
