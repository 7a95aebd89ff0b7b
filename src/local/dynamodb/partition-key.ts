import type { TableName } from "../access/authorization.ts";
import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import type { RegionStore } from "./region-store.ts";

/** @returns the name of the partition key of a table or index; undefined for one that does not exist */
export async function readPartitionKey(
  store: Pick<RegionStore, "run">,
  { tableName, indexName }: TableName,
): Promise<string | undefined> {
  const described = await store
    .run("DescribeTable", { TableName: tableName })
    .catch(() => ({}) as JsonObject);
  const { Table: table } = described;
  if (!isObject(table)) return undefined;
  const indexes = [table["GlobalSecondaryIndexes"], table["LocalSecondaryIndexes"]];
  const index = indexes.flat().find((one) => isObject(one) && one["IndexName"] === indexName);
  return hashKeyOf(indexName === undefined ? table : index);
}

function hashKeyOf(keyed: unknown): string | undefined {
  const schema = isObject(keyed) && Array.isArray(keyed["KeySchema"]) ? keyed["KeySchema"] : [];
  const hash = schema.find((key) => isObject(key) && key["KeyType"] === "HASH");
  return isObject(hash) ? String(hash["AttributeName"]) : undefined;
}
