import batchGetItem from "dynalite/actions/batchGetItem.js";
import batchWriteItem from "dynalite/actions/batchWriteItem.js";
import createTable from "dynalite/actions/createTable.js";
import deleteItem from "dynalite/actions/deleteItem.js";
import deleteTable from "dynalite/actions/deleteTable.js";
import describeTable from "dynalite/actions/describeTable.js";
import getItem from "dynalite/actions/getItem.js";
import listTables from "dynalite/actions/listTables.js";
import putItem from "dynalite/actions/putItem.js";
import query from "dynalite/actions/query.js";
import scan from "dynalite/actions/scan.js";
import updateItem from "dynalite/actions/updateItem.js";
import updateTable from "dynalite/actions/updateTable.js";
import type { Action, Rules, Store } from "dynalite/db/index.js";
import batchGetItemRules from "dynalite/validations/batchGetItem.js";
import batchWriteItemRules from "dynalite/validations/batchWriteItem.js";
import createTableRules from "dynalite/validations/createTable.js";
import deleteItemRules from "dynalite/validations/deleteItem.js";
import deleteTableRules from "dynalite/validations/deleteTable.js";
import describeTableRules from "dynalite/validations/describeTable.js";
import getItemRules from "dynalite/validations/getItem.js";
import { checkTypes, checkValidations } from "dynalite/validations/index.js";
import listTablesRules from "dynalite/validations/listTables.js";
import putItemRules from "dynalite/validations/putItem.js";
import queryRules from "dynalite/validations/query.js";
import scanRules from "dynalite/validations/scan.js";
import updateItemRules from "dynalite/validations/updateItem.js";
import updateTableRules from "dynalite/validations/updateTable.js";
import { AwsError } from "../aws-error.ts";
import type { JsonObject } from "../service.ts";

/** What dynalite does, by operation; its HTTP server is not used, so nothing of its wire quirks remains. */
const ACTIONS = {
  BatchGetItem: { action: batchGetItem, rules: batchGetItemRules },
  BatchWriteItem: { action: batchWriteItem, rules: batchWriteItemRules },
  CreateTable: { action: createTable, rules: createTableRules },
  DeleteItem: { action: deleteItem, rules: deleteItemRules },
  DeleteTable: { action: deleteTable, rules: deleteTableRules },
  DescribeTable: { action: describeTable, rules: describeTableRules },
  GetItem: { action: getItem, rules: getItemRules },
  ListTables: { action: listTables, rules: listTablesRules },
  PutItem: { action: putItem, rules: putItemRules },
  Query: { action: query, rules: queryRules },
  Scan: { action: scan, rules: scanRules },
  UpdateItem: { action: updateItem, rules: updateItemRules },
  UpdateTable: { action: updateTable, rules: updateTableRules },
} as const satisfies Record<string, { action: Action; rules: Rules }>;

export type DynaliteOperation = keyof typeof ACTIONS;

/** The members dynalite honours. */
export function membersOf(operation: DynaliteOperation): readonly string[] {
  return Object.keys(ACTIONS[operation].rules.types);
}

/** Validates and runs one operation. @throws AwsError */
export async function runDynalite(
  store: Store,
  operation: DynaliteOperation,
  input: JsonObject,
): Promise<JsonObject> {
  const { action, rules } = ACTIONS[operation];
  try {
    const data = checkTypes(structuredClone(input), rules.types);
    checkValidations(data, rules.types, rules.custom, store);
    return await new Promise<JsonObject>((resolve, reject) => {
      action(store, data, (error, output) => (error ? reject(error) : resolve(output ?? {})));
    });
  } catch (error) {
    throw toAwsError(error);
  }
}

/** dynalite's errors carry the status and the body it would have answered. */
function toAwsError(error: unknown): unknown {
  const { statusCode, body } = error as { statusCode?: unknown; body?: JsonObject };
  if (typeof statusCode !== "number" || body === undefined) return error;
  const { __type, message, Message, ...details } = body;
  const code = String(__type).split("#").at(-1) ?? "InternalServerError";
  return new AwsError(code, String(message ?? Message ?? ""), statusCode, details);
}
