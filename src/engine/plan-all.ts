import { setMaxListeners } from "node:events";
import type { DesiredSet } from "../api/desired-set.ts";
import type { Resource, ResourceKey } from "../api/resource.ts";
import { CallError } from "../core/call-error.ts";
import { dependencyOrder } from "../core/graph.ts";
import type { Observation } from "../core/observation.ts";
import type { ResourcePlan } from "../core/plan.ts";
import { abandonable } from "./abandonable.ts";
import { type Availability, availabilityAfter, suffices } from "./availability.ts";
import { restrict } from "./phases/restrict.ts";
import { planContext } from "./plan-context.ts";
import { type EnginePorts, toWork, type Work } from "./ports.ts";

export interface PlanAllOptions {
  readonly set: Pick<DesiredSet, "resources">;
  readonly ports: EnginePorts;
  /** Observations at once, 1 or more. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/**
 * What a run would do, in the order it would start it; writes nothing. For an unchanged world a run makes
 * exactly these calls: those of later stages are listed, those of a resource whose dependency cannot be had
 * are not (it is refused, `DependencyUnavailable`).
 * @throws DependencyCycleError; the signal's reason when aborted
 */
export async function planAll({
  set,
  ports,
  workers,
  signal,
}: PlanAllOptions): Promise<readonly ResourcePlan[]> {
  const order = dependencyOrder(set.resources.values(), (resource) =>
    toWork(resource, ports).kind.dependencies(resource),
  );
  const observations = await observeAll(order, ports, workers, signal);
  const arnOf = (key: ResourceKey) => {
    const seen = observations.get(key);
    return seen?.kind === "present" ? seen.arn : undefined;
  };
  const prospects = new Map<ResourceKey, Availability>();
  return order.map((resource) => {
    const work = toWork(resource, ports);
    const observation = observations.get(resource.key) ?? { kind: "absent" };
    const context = planContext(work.target, { ports, resources: set.resources, arnOf });
    const plan = restrict(resource, work.kind.plan(resource, observation, context));
    const missing = missingOf(work, prospects);
    prospects.set(resource.key, missing.length > 0 ? "absent" : availabilityAfter(observation, plan));
    return missing.length > 0 ? withhold(plan, missing) : plan;
  });
}

async function observeAll(
  order: readonly Resource[],
  ports: EnginePorts,
  workers: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<ResourceKey, Observation>> {
  const freshness = { newerThan: ports.clock.now() };
  const observations = new Map<ResourceKey, Observation>();
  // Every worker listens while it waits for AWS: not a leak.
  setMaxListeners(workers + 10, signal);
  const rest = order.values();
  const work = async () => {
    for (const resource of rest) {
      signal.throwIfAborted();
      const { kind } = toWork(resource, ports);
      const observing = kind.observe(resource, freshness).catch(asUnknown);
      observations.set(resource.key, await abandonable(observing, signal));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return observations;
}

/** What could not be read is planned as unknown: refused, and told. */
function asUnknown(error: unknown): Observation {
  if (error instanceof CallError) return { kind: "unknown", reason: error.message };
  throw error;
}

function missingOf({ resource, kind }: Work, prospects: ReadonlyMap<ResourceKey, Availability>) {
  return kind
    .dependencies(resource)
    .filter((dependency) => !suffices(prospects.get(dependency.key) ?? "absent", dependency.until))
    .map((dependency) => dependency.key);
}

function withhold(plan: ResourcePlan, missing: readonly ResourceKey[]): ResourcePlan {
  if (plan.steps.length === 0) return plan;
  const message = `needs ${missing.join(", ")}, which will not be there`;
  return { ...plan, steps: [], verdict: { kind: "refused", reason: "DependencyUnavailable", message } };
}
