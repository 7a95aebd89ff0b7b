import type { Kind } from "../../core/kind.ts";
import type { Step } from "../../core/plan.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { Outcome } from "../outcome.ts";
import type { PassSignals } from "../workers.ts";
import { changeRow } from "./change-row.ts";
import { called } from "./events.ts";
import { blockReasonOf, markDeleting } from "./marks.ts";
import type { RemovalDeps } from "./removal-deps.ts";

/** How soon after the last call it is worth looking whether the resource is gone, in milliseconds. */
const goneMs = 1_000;
/** How soon it is worth asking again whether we may write, in milliseconds. */
const gateMs = 1_000;

/** A row in its pass. */
export interface Removal {
  readonly row: ResourceRow;
  readonly kind: Kind;
  readonly signals: PassSignals;
}

/**
 * Makes the calls, in order, as long as each may be made. The next pass looks what came of them.
 * @throws CallError of the first that fails; those before it stand
 */
export async function callAll(deps: RemovalDeps, removal: Removal, steps: readonly Step[]): Promise<Outcome> {
  const { row, signals } = removal;
  const made: string[] = [];
  const before = mayCall(deps, row, signals);
  if (before !== undefined) return before;
  const full = deps.takeSlot(row);
  if (full !== undefined) return full;
  await begin(deps, row);
  try {
    for (const step of steps) {
      const hindered = mayCall(deps, row, signals);
      if (hindered !== undefined) return hindered;
      await call(deps, removal, step);
      made.push(step.call);
    }
  } finally {
    if (made.length > 0) await deps.record(called(row, made, deps.ports.clock.now()));
  }
  await changeRow(deps.inventory, row.key, (stored) => markDeleting(stored, deps.ports.clock.now()));
  return { kind: "waiting", afterMs: goneMs, reason: "being deleted" };
}

/** Stored before the first call: after a crash the deletion is known to have begun. */
async function begin(deps: RemovalDeps, row: ResourceRow): Promise<void> {
  if (row.state === "deleting" && blockReasonOf(row) === undefined) return;
  await deps.inventory.save(markDeleting(row, deps.ports.clock.now()));
}

async function call(deps: RemovalDeps, { row, kind, signals }: Removal, step: Step): Promise<void> {
  await kind.remove(step, row.identity, signals.abandon);
  deps.onEvent({ kind: "call", key: row.key, call: step.call, changes: [] });
}

/** Why no call may begin now; undefined: one may. */
function mayCall(deps: RemovalDeps, row: ResourceRow, signals: PassSignals): Outcome | undefined {
  if (signals.stop.aborted || deps.isDeclared(row.key)) return { kind: "stopped" };
  if (!deps.mayRemove(row.key)) return notAllowed(row);
  if (!deps.gate.mayWrite()) return { kind: "waiting", afterMs: gateMs, reason: "the lease is in doubt" };
  return undefined;
}

export function notAllowed(row: ResourceRow): Outcome {
  return { kind: "refused", reason: "DeletionBlocked", message: `${row.key} may not be deleted now` };
}
