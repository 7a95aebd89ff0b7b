import type { ResourcePlan } from "../../core/plan.ts";
import type { PassDeps } from "../pass.ts";
import type { Work } from "../ports.ts";
import { intentRow } from "../status/declared-row.ts";
import { isWorthWriting } from "../status/worth-writing.ts";

/**
 * Stores that the resource is about to be ours, before the call that makes it so: a crash after that call leaves
 * a trace of it.
 * @throws RowConflictError, StateUnavailableError: the call must not be made
 */
export async function intend(deps: PassDeps, work: Work, { verdict, steps }: ResourcePlan): Promise<void> {
  const isNew = verdict.kind === "create" || verdict.kind === "adopt";
  if (!isNew || steps.length === 0) return;
  const { state, desired, ports } = deps;
  const previous = state.row(work.resource.key);
  const context = { work, revision: desired.revision, nowMs: ports.clock.now() };
  const row = intentRow(previous, { ...context, isAdoption: verdict.kind === "adopt" });
  if (isWorthWriting(previous, row)) await state.save(row);
}
