import { setMaxListeners } from "node:events";
import type { DesiredSet } from "../api/desired-set.ts";
import type { Resource, ResourceKey } from "../api/resource.ts";
import { CallError } from "../core/call-error.ts";
import { dependencyOrder } from "../core/graph.ts";
import type { PlanContext } from "../core/kind.ts";
import { type Observation, unseen } from "../core/observation.ts";
import type { OperatorRequest } from "../core/operator-request.ts";
import type { ResourcePlan } from "../core/plan.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import { abandonable } from "./abandonable.ts";
import { type Availability, availabilityAfter, suffices } from "./availability.ts";
import { expectedCode } from "./expected-code.ts";
import { restrictSuspended } from "./phases/restrict.ts";
import { planContext } from "./plan-context.ts";
import { type EnginePorts, toWork, type Work } from "./ports.ts";
import { StateBook } from "./state-book.ts";
import { appliedOf } from "./status/applied.ts";
import { restrictDrift } from "./status/restrict-drift.ts";
import { Wishes } from "./wishes.ts";

export interface PlanAllOptions {
  readonly set: Pick<DesiredSet, "resources">;
  /** What is known of the resources; none: nothing was applied before. */
  readonly rows: readonly ResourceRow[];
  readonly requests: readonly OperatorRequest[];
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
export async function planAll(options: PlanAllOptions): Promise<readonly ResourcePlan[]> {
  const { set, ports } = options;
  const order = dependencyOrder(set.resources.values(), (resource) =>
    toWork(resource, ports).kind.dependencies(resource),
  );
  const observed = await observeAll(order, options);
  const toPlan = createPlanner(options);
  const arnOf = (key: ResourceKey) => {
    const seen = observed.get(key)?.observation;
    return seen?.kind === "present" ? seen.arn : undefined;
  };
  const prospects = new Map<ResourceKey, Availability>();
  return order.map((resource) => {
    const work = toWork(resource, ports);
    const { observation, expectedCode } = observed.get(resource.key) ?? { observation: { kind: "absent" } };
    const context = planContext(work.target, { ports, resources: set.resources, arnOf, expectedCode });
    const plan = toPlan(work, observation, context);
    const missing = missingOf(work, prospects);
    prospects.set(resource.key, missing.length > 0 ? "absent" : availabilityAfter(observation, plan));
    return missing.length > 0 ? withhold(plan, missing) : plan;
  });
}

interface Observed {
  readonly observation: Observation;
  readonly expectedCode?: string | undefined;
}

/** As the passes of a run plan, with all that policy and operators have to say. */
function createPlanner({ rows, requests, ports }: PlanAllOptions) {
  const state = new StateBook(neverStored, rows);
  const wishes = new Wishes();
  const nowMs = ports.clock.now();
  wishes.replace(requests, nowMs);
  return ({ resource, kind }: Work, observation: Observation, context: PlanContext): ResourcePlan => {
    const row = state.row(resource.key);
    const applied = appliedOf(row, resource, state.lastSeenMs(resource.key));
    const planned = kind.plan(resource, observation, {
      ...context,
      ...(applied !== undefined && { applied }),
    });
    const { plan } = restrictDrift(planned, { resource, applied, row, nowMs });
    return restrictSuspended(resource, plan, wishes.suspensionOf(resource.key));
  };
}

const neverStored = {
  get: async () => undefined,
  put: (row: ResourceRow) => Promise.reject(new Error(`a plan stores nothing, ${row.key} neither`)),
  delete: (row: ResourceRow) => Promise.reject(new Error(`a plan deletes nothing, ${row.key} neither`)),
};

async function observeAll(
  order: readonly Resource[],
  { ports, workers, signal, rows }: PlanAllOptions,
): Promise<ReadonlyMap<ResourceKey, Observed>> {
  const newerThan = ports.clock.now();
  const known = new Map(rows.map((row) => [row.key, row]));
  const observations = new Map<ResourceKey, Observed>();
  // Every worker listens while it waits for AWS: not a leak.
  setMaxListeners(workers + 10, signal);
  const rest = order.values();
  const work = async () => {
    for (const resource of rest) {
      signal.throwIfAborted();
      const { kind } = toWork(resource, ports);
      const fields = known.get(resource.key)?.managedFields ?? [];
      const observing = kind.observe(resource, { newerThan, fields }).catch(asUnknown);
      const observation = await abandonable(observing, signal);
      const measuring = expectedCode(ports, resource, observation, known.get(resource.key));
      const seen = measuring.then((code) => ({ observation, expectedCode: code }));
      observations.set(resource.key, await seen.catch((error) => ({ observation: asUnknown(error) })));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return observations;
}

/** What could not be read is planned as unknown: refused, and told. */
function asUnknown(error: unknown): Observation {
  if (error instanceof CallError) return unseen({ reason: error.message, disposition: error.disposition });
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
