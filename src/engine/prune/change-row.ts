import type { ResourceKey } from "../../api/resource.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { RowConflictError } from "../../core/state-error.ts";
import type { Inventory } from "./inventory.ts";

/** A row that is written this often at the same time is left for later. */
const attempts = 3;

/**
 * Stores what `change` makes of the row, unless it stays as it is; after a conflict once more, from what is stored.
 * @returns the row as stored; undefined when there is none
 * @throws RowConflictError, StateUnavailableError
 */
export async function changeRow(
  inventory: Inventory,
  key: ResourceKey,
  change: (row: ResourceRow) => ResourceRow,
): Promise<ResourceRow | undefined> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    try {
      return await changeOnce(inventory, key, change);
    } catch (error) {
      if (!(error instanceof RowConflictError)) throw error;
    }
  }
  return changeOnce(inventory, key, change);
}

async function changeOnce(
  inventory: Inventory,
  key: ResourceKey,
  change: (row: ResourceRow) => ResourceRow,
): Promise<ResourceRow | undefined> {
  const row = inventory.row(key);
  const next = row && change(row);
  return next === undefined || next === row ? row : inventory.save(next);
}
