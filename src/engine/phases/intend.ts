import type { ResourcePlan } from "../../core/plan.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { PassDeps } from "../pass.ts";
import type { Work } from "../ports.ts";
import { claimedRow } from "../status/claimed-row.ts";
import { intentRow } from "../status/declared-row.ts";
import { isWorthWriting } from "../status/worth-writing.ts";

/**
 * Stores what is about to be ours, before the call that makes it so: the resource itself, or a tag or field of it.
 * A crash after that call, or an answer that is lost, leaves a trace of it.
 * @throws RowConflictError, StateUnavailableError: the call must not be made
 */
export async function intend(deps: PassDeps, work: Work, plan: ResourcePlan): Promise<void> {
  if (plan.steps.length === 0) return;
  const previous = deps.state.row(work.resource.key);
  const row = intended(deps, work, plan, previous);
  if (row === undefined) return;
  const claimed = claimedRow(row, work, plan);
  if (isWorthWriting(previous, claimed)) await deps.state.save(claimed);
}

function intended(
  { desired, ports }: PassDeps,
  work: Work,
  { verdict }: ResourcePlan,
  previous: ResourceRow | undefined,
): ResourceRow | undefined {
  if (verdict.kind !== "create" && verdict.kind !== "adopt") return previous;
  const context = { work, revision: desired.revision, nowMs: ports.clock.now() };
  return intentRow(previous, { ...context, isAdoption: verdict.kind === "adopt" });
}
