import type { ResourceKey } from "../../api/resource.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { changeRow } from "./change-row.ts";
import { noted, warned } from "./events.ts";
import type { KeepDeps } from "./keep.ts";
import { markReleased } from "./marks.ts";

/**
 * The thing in AWS is declared under another key, or carries that key: its row stands for it from now on. That
 * something was taken over rather than created is not forgotten on the way.
 */
export async function dropMoved(deps: KeepDeps, row: ResourceRow, to: ResourceKey): Promise<void> {
  if (row.adopted) {
    await changeRow(deps.inventory, to, (heir) => (heir.adopted ? heir : { ...heir, adopted: true }));
  }
  const mark = { reason: "Moved", message: `it is ${to} now`, nowMs: deps.clock.now() };
  await deps.record(noted(row, mark));
  await deps.inventory.drop(row);
}

/**
 * It is there and not ours. A row that shows that it once was stays, released, for people to see; one by which
 * nothing was ever applied never was about it.
 */
export async function loseRow(deps: KeepDeps, row: ResourceRow, why: string): Promise<"kept" | "dropped"> {
  const message = `no longer declared; not deleted, since ${why}`;
  const mark = { reason: "NotOwnedAnyMore", message, nowMs: deps.clock.now() };
  await deps.record(warned(row, mark));
  if (row.specHash === undefined) {
    await deps.inventory.drop(row);
    return "dropped";
  }
  await changeRow(deps.inventory, row.key, (stored) => markReleased(stored, mark));
  return "kept";
}
