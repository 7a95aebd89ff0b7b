import type { ControllerRow } from "../core/controller-row.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import { controllerKey, resourcePrefix } from "./item.ts";
import type { ItemTable } from "./item-table.ts";
import { controllerOf, rowOf } from "./row-codec.ts";

interface ReadOptions {
  /** Sees every write answered before. */
  readonly consistent: boolean;
}

/** @throws StateUnavailableError, MalformedItemError */
export async function readController(
  items: ItemTable,
  instance: string,
  options: ReadOptions,
): Promise<ControllerRow | undefined> {
  const item = await items.get(controllerKey(instance), options);
  return item === undefined ? undefined : controllerOf(item);
}

/**
 * Every resource, sorted by key; events lie elsewhere and are not read.
 * @throws StateUnavailableError, NewerItemError, MalformedItemError
 */
export async function readRows(
  items: ItemTable,
  instance: string,
  options: ReadOptions,
): Promise<readonly ResourceRow[]> {
  const rows: ResourceRow[] = [];
  for await (const page of items.pages({ pk: instance, sk: { prefix: resourcePrefix }, ...options })) {
    rows.push(...page.map(rowOf));
  }
  return rows;
}
