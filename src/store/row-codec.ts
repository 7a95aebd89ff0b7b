import type { ControllerRow, DeletionBlock } from "../core/controller-row.ts";
import { type ResourceRow, rowSchemaVersion } from "../core/resource-row.ts";
import { controllerKey, type Item, type ItemKey, rowKey, withoutKeys } from "./item.ts";
import { MalformedItemError, NewerItemError } from "./item-error.ts";
import { packKeys, unpackKeys } from "./key-list.ts";
import { checkShape, type Shape } from "./shape.ts";

const rowShape: Shape = {
  key: "string",
  kind: "string",
  name: "string",
  environment: "string",
  labels: "map",
  state: "string",
  generation: "number",
  observedGeneration: "number",
  conditions: "list",
  awsName: "string",
  identity: "map",
  place: "map",
  desiredHash: "string",
  hashVersion: "number",
  managedTagKeys: "list",
  managedFields: "list",
  adopted: "boolean",
  policy: "map",
  dependsOn: "list",
  owners: "list",
  source: "map",
  lastAttemptedRevision: "string",
  drift: "list",
  corrections: "list",
  counters: "map",
  updatedAt: "string",
  epoch: "number",
  version: "number",
  schemaVersion: "number",
};

const controllerShape: Shape = {
  source: "map",
  scanPeriodMs: "number",
  xflowVersion: "string",
  epoch: "number",
  version: "number",
};

/** One attribute a field, so that a row can be read in DynamoDB's console. */
export function rowItem(instance: string, row: ResourceRow): Item & ItemKey {
  return { ...rowKey(instance, row.key), ...row };
}

/** @throws NewerItemError, MalformedItemError */
export function rowOf(item: Item): ResourceRow {
  const label = String(item["sk"]);
  const { schemaVersion } = item;
  if (typeof schemaVersion === "number" && schemaVersion > rowSchemaVersion) {
    throw new NewerItemError(label, schemaVersion, rowSchemaVersion);
  }
  checkShape(item, rowShape, label);
  return withoutKeys(item) as unknown as ResourceRow;
}

export function controllerItem(instance: string, row: ControllerRow): Item & ItemKey {
  const { deletionBlock, ...rest } = row;
  const key = controllerKey(instance);
  if (deletionBlock === undefined) return { ...key, ...rest };
  const { keys, ...block } = deletionBlock;
  return { ...key, ...rest, deletionBlock: { ...block, ...packKeys(keys) } };
}

/** @throws MalformedItemError */
export function controllerOf(item: Item): ControllerRow {
  checkShape(item, controllerShape, "controller");
  const { deletionBlock, ...rest } = withoutKeys(item);
  const row = rest as unknown as ControllerRow;
  return deletionBlock === undefined ? row : { ...row, deletionBlock: blockOf(deletionBlock as Item) };
}

function blockOf(stored: Item): DeletionBlock {
  const { keys: _keys, keysGzip: _keysGzip, keyCount: _keyCount, ...block } = stored;
  const keys = unpackKeys(stored);
  if (keys === undefined) throw new MalformedItemError("controller", "deletionBlock");
  return { ...(block as unknown as Omit<DeletionBlock, "keys">), keys };
}
