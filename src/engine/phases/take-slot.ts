import type { ResourcePlan } from "../../core/plan.ts";
import type { Outcome } from "../outcome.ts";
import type { PassDeps } from "../pass.ts";
import { poolOf } from "../pool.ts";
import type { Work } from "../ports.ts";
import { streamSlotLimit } from "../stream-slots.ts";

/** Blocked, while a stream that would be created finds no slot; it is woken when it was given one. */
export function takeSlot(deps: PassDeps, work: Work, plan: ResourcePlan): Outcome | undefined {
  const pool = poolOf(work);
  if (pool === undefined || plan.verdict.kind !== "create") return undefined;
  if (deps.slots.take(pool, work.resource.key)) return undefined;
  const reason = `at most ${streamSlotLimit} streams are created at once`;
  return { kind: "blocked", on: [], reason };
}
