import type { ResourceKey } from "../../api/resource.ts";
import { standstillOf } from "../../core/call-error.ts";
import type { ResourcePlan } from "../../core/plan.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { Outcome } from "../outcome.ts";
import type { PassDeps } from "../pass.ts";
import { poolOf, poolOfRow } from "../pool.ts";
import type { Work } from "../ports.ts";
import { type StreamSlots, streamSlotLimit } from "../stream-slots.ts";

/** Blocked, while a stream that would be created finds no slot; it is woken when it was given one. */
export function takeSlot(deps: PassDeps, work: Work, plan: ResourcePlan): Outcome | undefined {
  if (plan.verdict.kind !== "create") return undefined;
  return take(deps.slots, poolOf(work), work.resource.key);
}

/** The same for a stream that would be deleted. */
export function takeSlotToRemove(slots: StreamSlots, row: ResourceRow): Outcome | undefined {
  return take(slots, poolOfRow(row), row.key);
}

function take(slots: StreamSlots, pool: string | undefined, key: ResourceKey): Outcome | undefined {
  if (pool === undefined || slots.take(pool, key)) return undefined;
  return {
    kind: "blocked",
    on: [],
    reason: `at most ${streamSlotLimit} streams are made or deleted at once`,
  };
}

/**
 * Whether a key goes on holding a slot, waiting for one, or being waited for by all: a failed call may have had its
 * effect, and what could not be looked at is looked at again soon. What nobody looks at soon must hold up nobody.
 */
export function keepsSlot(outcome: Outcome): boolean {
  if (outcome.kind === "blocked") return outcome.on.length === 0;
  if (outcome.kind === "failed") return standstillOf(outcome.disposition) === undefined;
  return outcome.kind === "waiting";
}
