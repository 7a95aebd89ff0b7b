import type { ResourceKey } from "../../api/resource.ts";
import { CallError } from "../../core/call-error.ts";
import type { Kind } from "../../core/kind.ts";
import { tagValue } from "../../core/ownership.ts";
import type { Step } from "../../core/plan.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { failedOutcome, type Outcome } from "../outcome.ts";
import type { PassSignals } from "../workers.ts";
import { changeRow } from "./change-row.ts";
import { deletionOf } from "./deletion-policy.ts";
import { called, deleted } from "./events.ts";
import { waitForHolders } from "./held.ts";
import { judgeRemains, type RemainsVerdict } from "./judge-remains.ts";
import { type KeepDeps, keepFound } from "./keep.ts";
import { dropMoved, loseRow } from "./let-go.ts";
import { blockReasonOf, markDeleting, markFailed } from "./marks.ts";
import { isRebuilt } from "./rebuilt-row.ts";
import type { RemovalDeps } from "./removal-deps.ts";

/** How soon after the last call it is worth looking whether the resource is gone, in milliseconds. */
const goneMs = 1_000;
/** How soon it is worth asking again whether we may write, in milliseconds. */
const gateMs = 1_000;

export type Remove = (row: ResourceRow, signals: PassSignals) => Promise<Outcome>;

/**
 * One pass for a row that nobody declares: delete its resource, as far as is possible now, and drop the row once
 * AWS was seen without it. Safe to repeat, and safe to be cut off between any two calls.
 *
 * holders gone -> what AWS holds now -> ours? -> row `deleting` -> calls -> (next pass) absent -> row dropped
 */
export function createRemoval(deps: RemovalDeps): Remove {
  return async (row, signals) => {
    try {
      return await remove(deps, row, signals);
    } catch (error) {
      return recordFailure(deps, row, error);
    }
  };
}

async function remove(deps: RemovalDeps, row: ResourceRow, signals: PassSignals): Promise<Outcome> {
  if (deps.isDeclared(row.key)) return { kind: "stopped" };
  if (row.state === "released") return { kind: "gone" };
  const claimant = deps.claimantOf(row);
  if (claimant !== undefined) return move(deps, row, claimant);
  if (!deps.mayRemove(row.key)) return notAllowed(row);
  const held = isToBeKept(row) ? undefined : await waitForHolders(deps, row);
  if (held !== undefined) return held;

  const { kinds } = await deps.ports.targetAt(row.place);
  const kind = kinds[row.kind];
  const remains = await kind.remains(row.key, row.identity, signals.abandon);
  return follow(deps, { row, kind, signals }, judgeRemains(row, remains, keyOfTag(deps)));
}

/** Perhaps created, and not to be deleted if it was. */
function isToBeKept(row: ResourceRow): boolean {
  return row.state === "intent" && deletionOf(row) !== "delete";
}

/** Nothing is dropped before the other key has a row: the thing would belong to none for a while. */
async function move(deps: RemovalDeps, row: ResourceRow, to: ResourceKey): Promise<Outcome> {
  if (deps.inventory.row(to) === undefined) return { kind: "blocked", on: [to], reason: `it becomes ${to}` };
  await dropMoved(keepDeps(deps), row, to);
  wakeHeld(deps, row);
  return { kind: "gone" };
}

/** The key that a tag names, if it is declared or has a row. Tags allow fewer characters than keys. */
function keyOfTag({ isDeclared, inventory }: RemovalDeps): (tag: string) => ResourceKey | undefined {
  return (tag) => {
    const key = tag as ResourceKey;
    if (isDeclared(key) || inventory.row(key) !== undefined) return key;
    return inventory.rows.find((row) => tagValue(row.key) === tag)?.key;
  };
}

interface Removal {
  readonly row: ResourceRow;
  readonly kind: Kind;
  readonly signals: PassSignals;
}

async function follow(deps: RemovalDeps, removal: Removal, verdict: RemainsVerdict): Promise<Outcome> {
  const { row } = removal;
  switch (verdict.kind) {
    case "absent":
      return finish(deps, row);
    case "doubtful":
      throw new Error(verdict.reason);
    case "not-ours":
      await loseRow(keepDeps(deps), row, verdict.message);
      wakeHeld(deps, row);
      return { kind: "gone" };
    case "moved":
      return move(deps, row, verdict.to);
    case "busy":
      return { kind: "waiting", afterMs: verdict.afterMs, reason: verdict.reason };
    case "removable":
      if (!isToBeKept(row)) return callAll(deps, removal, verdict.steps);
      await keepFound(keepDeps(deps), row);
      return { kind: "gone" };
  }
}

function keepDeps({ ports, inventory, record }: RemovalDeps): KeepDeps {
  return { clock: ports.clock, inventory, record };
}

async function finish(deps: RemovalDeps, row: ResourceRow): Promise<Outcome> {
  await deps.record(deleted(row, deps.ports.clock.now()));
  await deps.inventory.drop(row);
  wakeHeld(deps, row);
  return { kind: "gone" };
}

/** Those that may have waited for this one; a function found again by its tags may have held any role. */
function wakeHeld(deps: RemovalDeps, row: ResourceRow): void {
  for (const other of deps.inventory.rows) {
    const isHeld = row.dependsOn.includes(other.key) || (isRebuilt(row) && other.kind === "Role");
    if (isHeld && !deps.isDeclared(other.key)) deps.wake(other.key);
  }
}

async function callAll(deps: RemovalDeps, removal: Removal, steps: readonly Step[]): Promise<Outcome> {
  const { row, signals } = removal;
  const made: string[] = [];
  const before = mayCall(deps, row, signals);
  if (before !== undefined) return before;
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

function notAllowed(row: ResourceRow): Outcome {
  return { kind: "refused", reason: "DeletionBlocked", message: `${row.key} may not be deleted now` };
}

/** The failure counts whether or not it can be stored. */
async function recordFailure(deps: RemovalDeps, row: ResourceRow, error: unknown): Promise<Outcome> {
  const outcome = failedOutcome(error);
  if (outcome.kind !== "failed" || !(error instanceof CallError)) return outcome;
  const { disposition, message } = outcome;
  const nowMs = deps.ports.clock.now();
  const noting = changeRow(deps.inventory, row.key, (stored) =>
    markFailed(stored, disposition, { message, nowMs }),
  );
  await noting.catch(() => undefined);
  return outcome;
}
