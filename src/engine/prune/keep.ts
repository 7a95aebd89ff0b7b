import type { Clock } from "../../core/clock.ts";
import type { ResourceEvent } from "../../core/resource-event.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { changeRow } from "./change-row.ts";
import { deletionOf } from "./deletion-policy.ts";
import { noted, warned } from "./events.ts";
import type { Inventory } from "./inventory.ts";
import { blockReasonOf, type Mark, markBlocked, markKept, markReleased } from "./marks.ts";

/** Where what became of a row is written down. */
export interface KeepDeps {
  readonly clock: Clock;
  readonly inventory: Inventory;
  readonly record: (event: ResourceEvent) => Promise<void>;
}

/** Retained: stays in AWS, and is not ours to change any more, until it is declared again. Told once. */
export async function releaseRow(deps: KeepDeps, row: ResourceRow): Promise<void> {
  const message = "no longer declared; kept in AWS by its deletion policy";
  const mark = { reason: "Released", message, nowMs: deps.clock.now() };
  await deps.record(noted(row, mark));
  await changeRow(deps.inventory, row.key, (stored) => markReleased(stored, mark));
}

/** Protected: stays ours, until its declaration comes back and leaves with another policy. Told once. */
export async function protectRow(deps: KeepDeps, row: ResourceRow): Promise<void> {
  const message = "no longer declared, and protected by its deletion policy";
  await holdRow(deps, row, { reason: "Protected", message, nowMs: deps.clock.now() }, markKept);
}

/** Suspended: nothing is done about it, not even this. Told once. */
export async function suspendRow(deps: KeepDeps, row: ResourceRow): Promise<void> {
  const message = "no longer declared; left alone while it is suspended";
  await holdRow(deps, row, { reason: "Suspended", message, nowMs: deps.clock.now() }, markBlocked);
}

/** Something that AWS was not known to hold is there: now its policy can be followed. */
export async function keepFound(deps: KeepDeps, row: ResourceRow): Promise<void> {
  await (deletionOf(row) === "retain" ? releaseRow(deps, row) : protectRow(deps, row));
}

async function holdRow(
  deps: KeepDeps,
  row: ResourceRow,
  mark: Mark,
  put: (row: ResourceRow, mark: Mark) => ResourceRow,
): Promise<void> {
  if (blockReasonOf(row) !== mark.reason) await deps.record(warned(row, mark));
  await changeRow(deps.inventory, row.key, (stored) => put(stored, mark));
}
