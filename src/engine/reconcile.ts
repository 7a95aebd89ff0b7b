import type { ResourceKey } from "../api/resource.ts";
import { heldText } from "./environment-standing.ts";
import { expectedCode } from "./expected-code.ts";
import { failedOutcome, type Outcome, unseenOutcome } from "./outcome.ts";
import type { PassDeps, Trace } from "./pass.ts";
import { apply } from "./phases/apply.ts";
import { defer } from "./phases/defer.ts";
import { intend } from "./phases/intend.ts";
import { keep } from "./phases/keep.ts";
import { load, refuseMoved } from "./phases/load.ts";
import { observe } from "./phases/observe.ts";
import { gateClosed, isLeftAsFound, permit } from "./phases/permit.ts";
import { plan } from "./phases/plan.ts";
import { record, recordFailure, recordLeft, recordRefused } from "./phases/record.ts";
import { resolveRefs } from "./phases/resolve-refs.ts";
import { runnableSteps } from "./phases/runnable-steps.ts";
import { keepsSlot, takeSlot } from "./phases/take-slot.ts";
import type { Work } from "./ports.ts";
import { appliedOf } from "./status/applied.ts";
import type { PassSignals } from "./workers.ts";

export type Reconcile = (key: ResourceKey, signals: PassSignals) => Promise<Outcome>;

/**
 * One pass for one key: make AWS hold what is wanted of it, as far as is possible now, or delete what is no longer
 * wanted. Safe to repeat, and safe to be cut off between any two calls: the next pass observes and plans afresh.
 */
export function createReconcile(deps: PassDeps): Reconcile {
  return async (key, signals) => {
    const outcome = await reconcileKey(deps, key, signals);
    if (!keepsSlot(outcome)) deps.slots.forget(key);
    return outcome;
  };
}

async function reconcileKey(deps: PassDeps, key: ResourceKey, signals: PassSignals): Promise<Outcome> {
  const work = tryLoad(deps, key);
  if (work !== undefined && "outcome" in work) return work.outcome;
  if (work === undefined) return reconcileUndeclared(deps, key, signals);
  const trace = beginTrace(deps, key);
  const unready = refuseMoved(deps, work) ?? resolveRefs(deps, work) ?? defer(work);
  const outcome = unready ?? (await reconcileWork(deps, work, { trace, signals }));
  return keep(deps, work, trace, outcome);
}

/** An environment that cannot be worked in holds what lives there, and nothing else. */
function tryLoad(deps: PassDeps, key: ResourceKey): Work | undefined | { readonly outcome: Outcome } {
  const environment = deps.desired.resources.get(key)?.environment;
  const down = deps.ports.reach?.down().find(({ name }) => name === environment);
  if (down !== undefined) return { outcome: { kind: "held", message: heldText(down) } };
  try {
    return load(deps, key);
  } catch (error) {
    return { outcome: failedOutcome(error) };
  }
}

function beginTrace({ wishes }: PassDeps, key: ResourceKey): Trace {
  const suspended = wishes.suspensionOf(key);
  const handledRequest = wishes.tokenFor(key);
  return {
    applied: [],
    ...(suspended !== undefined && { suspended }),
    ...(handledRequest !== undefined && { handledRequest }),
  };
}

interface Attempt {
  readonly trace: Trace;
  readonly signals: PassSignals;
}

async function reconcileWork(deps: PassDeps, work: Work, { trace, signals }: Attempt): Promise<Outcome> {
  const { ports, state } = deps;
  const { resource } = work;
  let before: Parameters<typeof recordFailure>[3];
  try {
    const observation = await observe(deps, work, signals);
    trace.observation = observation;
    if (observation.kind === "unknown") return unseenOutcome(observation);

    const row = state.row(resource.key);
    const applied = appliedOf(row, resource, state.lastSeenMs(resource.key));
    const code = await expectedCode(ports, resource, observation, row);
    if (code !== undefined) trace.expectedCode = code;
    const planned = plan(deps, work, observation, { expectedCode: code, applied });
    trace.planned = planned;
    const { plan: permitted, hold } = permit(deps, work, planned, { applied, suspended: trace.suspended });
    const { verdict } = permitted;
    deps.onPlan(permitted);
    if (verdict.kind === "refused") return recordRefused(deps, work, observation, verdict);
    if (hold !== undefined) return hold;
    if (isLeftAsFound(observation, planned, permitted)) return recordLeft(deps, work);
    before = { observation, verdict };

    const full = takeSlot(deps, work, permitted);
    if (full !== undefined) return full;

    await intend(deps, work, permitted);
    await apply(deps, work, { steps: runnableSteps(permitted, observation), trace }, signals);
    const outcome = record(deps, work, { observation, plan: permitted, applied: trace.applied });
    return outcome.kind === "stopped" && !signals.stop.aborted ? gateClosed : outcome;
  } catch (error) {
    return recordFailure(deps, work, error, before);
  }
}

async function reconcileUndeclared(
  { state, remove, memory, edges }: PassDeps,
  key: ResourceKey,
  signals: PassSignals,
): Promise<Outcome> {
  const row = state.row(key);
  const outcome: Outcome = row === undefined ? { kind: "gone" } : await remove(row, signals);
  edges.leave(key);
  if (state.row(key) === undefined) {
    memory.forget(key);
    edges.forget(key);
  }
  return outcome;
}
