import { canonical } from "../core/canonical.ts";
import { RowConflictError } from "../core/state-error.ts";
import type { WriteCondition } from "./condition.ts";
import type { Item, ItemKey } from "./item.ts";
import type { ItemTable } from "./item-table.ts";

type VersionedItem = Item & ItemKey & { readonly version: number; readonly epoch: number };

/**
 * Replaces the version before the item's, unless a newer epoch wrote it. An item that stands there already exactly
 * as it was to be written is one whose answer was lost on the way: only this process writes its epoch.
 * @throws RowConflictError, StateUnavailableError
 */
export async function putNext(items: ItemTable, item: VersionedItem): Promise<void> {
  const outcome = await items.put(item, { condition: replaces(item.version - 1, item.epoch) });
  if (outcome.kind === "refused" && !isSame(outcome.stored, item)) throw new RowConflictError(item.sk);
}

/** @throws RowConflictError, StateUnavailableError */
export async function deleteVersion(items: ItemTable, item: VersionedItem): Promise<void> {
  const { pk, sk, version, epoch } = item;
  const condition = { kind: "matches", is: { version }, atMost: { epoch }, orAbsent: true } as const;
  const outcome = await items.delete({ pk, sk }, { condition });
  if (outcome.kind === "refused") throw new RowConflictError(sk);
}

/** One that is gone is not replaced either: somebody deleted it, perhaps under a newer epoch. */
function replaces(version: number, epoch: number): WriteCondition {
  if (version === 0) return { kind: "absent" };
  return { kind: "matches", is: { version }, atMost: { epoch } };
}

function isSame(stored: Item | undefined, item: Item): boolean {
  return stored !== undefined && canonical(stored) === canonical(item);
}
