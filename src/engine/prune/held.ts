import type { ResourceRow } from "../../core/resource-row.ts";
import type { Outcome } from "../outcome.ts";
import { pathList } from "../status/phrases.ts";
import { changeRow } from "./change-row.ts";
import { warned } from "./events.ts";
import { blockReasonOf, markBlocked } from "./marks.ts";
import type { RemovalDeps } from "./removal-deps.ts";
import { holdersOf } from "./removal-order.ts";

/**
 * Blocked, while something that exists needs the resource. That is worth telling only if that is not about to be
 * deleted itself.
 */
export async function waitForHolders(deps: RemovalDeps, row: ResourceRow): Promise<Outcome | undefined> {
  const holders = holdersOf(row, deps.inventory.rows);
  if (holders.length === 0) return undefined;
  const staying = holders.filter(({ key, state }) => state !== "deleting" || !deps.mayRemove(key));
  if (staying.length > 0) await tellInUse(deps, row, staying);
  const on = holders.map(({ key }) => key);
  return { kind: "blocked", on, reason: `needed by ${namesOf(holders)}` };
}

async function tellInUse(deps: RemovalDeps, row: ResourceRow, by: readonly ResourceRow[]): Promise<void> {
  const message = `no longer declared; not deleted while it is needed by ${namesOf(by)}`;
  const mark = { reason: "InUse", message, nowMs: deps.ports.clock.now() };
  if (blockReasonOf(row) !== "InUse") await deps.record(warned(row, mark));
  await changeRow(deps.inventory, row.key, (stored) => markBlocked(stored, mark));
}

function namesOf(rows: readonly ResourceRow[]): string {
  return pathList(rows.map(({ key }) => key));
}
