import type { ResourceKey } from "../api/resource.ts";
import { failedOutcome, type Outcome } from "./outcome.ts";
import type { PassDeps } from "./pass.ts";
import { apply } from "./phases/apply.ts";
import { load } from "./phases/load.ts";
import { observe } from "./phases/observe.ts";
import { plan } from "./phases/plan.ts";
import { record, recordFailure, recordRefused } from "./phases/record.ts";
import { resolveRefs } from "./phases/resolve-refs.ts";
import { restrict } from "./phases/restrict.ts";
import { runnableSteps } from "./phases/runnable-steps.ts";
import { takeSlot } from "./phases/take-slot.ts";
import type { Work } from "./ports.ts";
import type { PassSignals } from "./workers.ts";

export type Reconcile = (key: ResourceKey, signals: PassSignals) => Promise<Outcome>;

/**
 * One pass for one key: make AWS hold what is wanted of it, as far as is possible now. Safe to repeat, and
 * safe to be cut off between any two calls: the next pass observes and plans afresh.
 */
export function createReconcile(deps: PassDeps): Reconcile {
  return async (key, signals) => {
    const work = load(deps, key);
    if (work === undefined) return { kind: "gone" };
    return resolveRefs(deps, work) ?? (await reconcileWork(deps, work, signals));
  };
}

async function reconcileWork(deps: PassDeps, work: Work, signals: PassSignals): Promise<Outcome> {
  let before: Parameters<typeof recordFailure>[3];
  try {
    const observation = await observe(deps, work, signals);
    if (observation.kind === "unknown") return failedOutcome(new Error(observation.reason));

    const planned = restrict(work.resource, plan(deps, work, observation));
    const { verdict } = planned;
    deps.onPlan(planned);
    if (verdict.kind === "refused") return recordRefused(deps, work, observation, verdict);
    before = { observation, verdict };

    const full = takeSlot(deps, work, planned);
    if (full !== undefined) return full;

    const applied = await apply(deps, work, runnableSteps(planned, observation), signals);
    return record(deps, work, { observation, plan: planned, applied });
  } catch (error) {
    return recordFailure(deps, work, error, before);
  }
}
