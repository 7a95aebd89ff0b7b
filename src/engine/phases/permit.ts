import type { Observation } from "../../core/observation.ts";
import type { ResourcePlan } from "../../core/plan.ts";
import type { Outcome } from "../outcome.ts";
import type { PassDeps, Trace } from "../pass.ts";
import type { Work } from "../ports.ts";
import { type DriftQuestion, restrictDrift } from "../status/restrict-drift.ts";
import { restrictSuspended } from "./restrict.ts";

/** How soon to ask again whether writing is allowed. */
const gateMs = 2_000;
/** What may not be written now is looked at again soon. */
export const gateClosed: Outcome = {
  kind: "waiting",
  afterMs: gateMs,
  reason: "nothing is written while the lease is not renewed",
};

export interface Permitted {
  /** What may be carried out. */
  readonly plan: ResourcePlan;
  /** Why nothing is carried out now, although something should be. */
  readonly hold?: Outcome;
}

/** What of a plan may be carried out now: policy, suspension, fights and the lease each have their say. */
export function permit(
  deps: PassDeps,
  { resource }: Work,
  planned: ResourcePlan,
  {
    applied,
    suspended,
  }: Pick<DriftQuestion, "applied"> & { readonly suspended: Trace["suspended"] | undefined },
): Permitted {
  const { state, gate, ports } = deps;
  const question = { resource, applied, row: state.row(resource.key), nowMs: ports.clock.now() };
  const { plan, waitMs } = restrictDrift(planned, question);
  const restricted = restrictSuspended(resource, plan, suspended);
  if (restricted.verdict.kind === "refused") return { plan: restricted };
  if (waitMs !== undefined) {
    const reason = "somebody else keeps changing it back";
    return { plan: restricted, hold: { kind: "waiting", afterMs: waitMs, reason } };
  }
  if (restricted.steps.length === 0 || gate.mayWrite()) return { plan: restricted };
  return { plan: restricted, hold: gateClosed };
}

/** What exists although its policy left it as it is: drift that is reported counts as done. */
export function isLeftAsFound(observation: Observation, planned: ResourcePlan, plan: ResourcePlan): boolean {
  return observation.kind === "absent" && planned.steps.length > 0 && plan.steps.length === 0;
}
