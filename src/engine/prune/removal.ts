import type { ResourceKey } from "../../api/resource.ts";
import { tagValue } from "../../core/ownership.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { RowConflictError, StateUnavailableError } from "../../core/state-error.ts";
import { failedOutcome, type Outcome } from "../outcome.ts";
import type { PassSignals } from "../workers.ts";
import { changeRow } from "./change-row.ts";
import { deletionOf } from "./deletion-policy.ts";
import { deleted } from "./events.ts";
import { waitForHolders } from "./held.ts";
import { judgeRemains, type RemainsVerdict } from "./judge-remains.ts";
import { type KeepDeps, keepFound } from "./keep.ts";
import { dropMoved, loseRow } from "./let-go.ts";
import { markFailed } from "./marks.ts";
import { isRebuilt } from "./rebuilt-row.ts";
import { callAll, notAllowed, type Removal } from "./removal-calls.ts";
import type { RemovalDeps } from "./removal-deps.ts";

/**
 * A create whose answer was lost may have its effect this late, in milliseconds: longer than a call may take, and
 * than IAM needs to show a role.
 */
const lateCreateMs = 30_000;

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
  if (!deps.mayRemove(row.key) || isKept(row)) return notAllowed(row);
  const held = isToBeKept(row) ? undefined : await waitForHolders(deps, row);
  if (held !== undefined) return held;

  const { kinds } = await deps.ports.targetAt(row.place);
  const kind = kinds[row.kind];
  const remains = await kind.remains(row.key, row.identity, signals.abandon);
  return follow(deps, { row, kind, signals }, judgeRemains(row, remains, keyOfTag(deps)));
}

/** Whatever leave was given: it was taken for something that perhaps was never created. */
function isKept(row: ResourceRow): boolean {
  return row.state === "present" && deletionOf(row) !== "delete";
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
  const afterMs = mayAppearFor(row, deps.ports.clock.now());
  if (afterMs > 0) return { kind: "waiting", afterMs, reason: "it may have been created just now" };
  await deps.record(deleted(row, deps.ports.clock.now()));
  await deps.inventory.drop(row);
  wakeHeld(deps, row);
  return { kind: "gone" };
}

/** How long absence proves nothing yet, in milliseconds: of what was never seen whole. */
function mayAppearFor(row: ResourceRow, nowMs: number): number {
  const isSeen = row.specHash !== undefined || isRebuilt(row);
  return isSeen ? 0 : Date.parse(row.updatedAt) + lateCreateMs - nowMs;
}

/** Those that may have waited for this one; a function found again by its tags may have held any role. */
function wakeHeld(deps: RemovalDeps, row: ResourceRow): void {
  for (const other of deps.inventory.rows) {
    const isHeld = row.dependsOn.includes(other.key) || (isRebuilt(row) && other.kind === "Role");
    if (isHeld && !deps.isDeclared(other.key)) deps.wake(other.key);
  }
}

/** The failure counts whether or not it can be stored. That the table failed is not said of the resource. */
async function recordFailure(deps: RemovalDeps, row: ResourceRow, error: unknown): Promise<Outcome> {
  const outcome = failedOutcome(error);
  const isOfTable = error instanceof RowConflictError || error instanceof StateUnavailableError;
  if (outcome.kind !== "failed" || isOfTable) return outcome;
  const { disposition, message } = outcome;
  const nowMs = deps.ports.clock.now();
  const noting = changeRow(deps.inventory, row.key, (stored) =>
    markFailed(stored, disposition, { message, nowMs }),
  );
  await noting.catch(() => undefined);
  return outcome;
}
