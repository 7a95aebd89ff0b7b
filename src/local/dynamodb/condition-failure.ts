import { AwsError } from "../aws-error.ts";
import type { JsonObject } from "../service.ts";
import type { RegionStore } from "./region-store.ts";

/** Operations on one item that may carry a condition. */
export type ConditionalWrite = "PutItem" | "UpdateItem" | "DeleteItem";

/**
 * A conditional write that honours `ReturnValuesOnConditionCheckFailure=ALL_OLD`: the error then has the
 * item that failed the condition. Must run exclusively, or another write could come in between.
 */
export function writeConditionally(
  store: RegionStore,
  operation: ConditionalWrite,
  input: JsonObject,
): Promise<JsonObject> {
  return store.run(operation, input).catch(async (error: unknown) => {
    throw wantsItem(error, input) ? await withItem(error, store, { operation, input }) : error;
  });
}

async function withItem(
  error: AwsError,
  store: RegionStore,
  { operation, input }: { readonly operation: ConditionalWrite; readonly input: JsonObject },
): Promise<AwsError> {
  const { Item } = await store.run("GetItem", {
    TableName: input["TableName"],
    Key: await keyOf(store, operation, input),
    ConsistentRead: true,
  });
  return new AwsError(error.code, error.message, error.status, { ...error.details, Item });
}

function wantsItem(error: unknown, input: JsonObject): error is AwsError {
  return (
    error instanceof AwsError &&
    error.code === "ConditionalCheckFailedException" &&
    input["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD"
  );
}

async function keyOf(store: RegionStore, operation: ConditionalWrite, input: JsonObject): Promise<unknown> {
  if (operation !== "PutItem") return input["Key"];
  const item = input["Item"] as JsonObject;
  const { Table } = await store.run("DescribeTable", { TableName: input["TableName"] });
  const { KeySchema } = Table as { KeySchema: readonly { AttributeName: string }[] };
  return Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
}
