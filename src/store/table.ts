import type { DynamoDBClient, KeySchemaElement, TableDescription } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../core/clock.ts";
import { StateUnavailableError } from "../core/state-error.ts";
import type { ClientSource } from "./item-table.ts";
import { enableExpiry } from "./table-expiry.ts";

const pollMs = 500;
/** Creating an empty table takes AWS seconds. */
const limitMs = 120_000;

export interface TableDeps {
  readonly client: ClientSource;
  readonly clock: Clock;
}

export interface EnsuredTable {
  readonly created: boolean;
  /** What is not as it should be, and does no harm but cost. */
  readonly warnings: readonly string[];
}

/** A table of that name is there, but it is not ours to use. */
export class TableSchemaError extends Error {
  constructor(table: string, found: string) {
    super(
      `DynamoDB table ${table} has the keys ${found}, and xflow needs pk (HASH, string), sk (RANGE, string): ` +
        "choose another name with --table",
    );
    this.name = "TableSchemaError";
  }
}

/**
 * Creates the state table unless it is there, and waits until it can be used. Safe when several processes start at
 * once. A table that exists is left as it is but for its TTL.
 * @throws TableSchemaError
 * @throws StateUnavailableError when AWS refuses, or the table is not ready within two minutes
 */
export async function ensureTable(
  deps: TableDeps,
  options: { readonly table: string; readonly signal: AbortSignal },
): Promise<EnsuredTable> {
  const { table, signal } = options;
  const client = typeof deps.client === "function" ? await deps.client() : deps.client;
  const deadlineMs = deps.clock.now() + limitMs;
  let created = false;
  for (;;) {
    const found = await describeTable(client, table, signal);
    if (isUsable(table, found)) break;
    // Right after its creation a table may be unknown still: creating it again is refused then, and does no harm.
    if (found === undefined) created = (await createTable(client, table, signal)) || created;
    if (deps.clock.now() >= deadlineMs) throw notReady(table, found);
    await deps.clock.sleep(pollMs, signal);
  }
  const warning = await enableExpiry(client, table, signal);
  return { created, warnings: warning === undefined ? [] : [warning] };
}

/** @throws TableSchemaError */
function isUsable(table: string, found: TableDescription | undefined): boolean {
  if (found === undefined) return false;
  checkKeys(table, found);
  return found.TableStatus === "ACTIVE" || found.TableStatus === "UPDATING";
}

function notReady(table: string, found: TableDescription | undefined): StateUnavailableError {
  const status = found?.TableStatus ?? "not there";
  return new StateUnavailableError("DescribeTable", new Error(`${table} is ${status} after two minutes`));
}

async function describeTable(
  client: DynamoDBClient,
  table: string,
  abortSignal: AbortSignal,
): Promise<TableDescription | undefined> {
  const { DescribeTableCommand } = await import("@aws-sdk/client-dynamodb");
  try {
    return (await client.send(new DescribeTableCommand({ TableName: table }), { abortSignal })).Table;
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw refused("DescribeTable", error, abortSignal);
  }
}

/** @returns false when another process was first */
async function createTable(
  client: DynamoDBClient,
  table: string,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const { CreateTableCommand } = await import("@aws-sdk/client-dynamodb");
  const command = new CreateTableCommand({
    TableName: table,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    Tags: [{ Key: "xflow.dev/table", Value: "state" }],
  });
  try {
    await client.send(command, { abortSignal });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceInUseException") return false;
    throw refused("CreateTable", error, abortSignal);
  }
}

/** @returns the signal's reason when it was we who gave up */
function refused(call: string, error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : new StateUnavailableError(call, error);
}

/** @throws TableSchemaError */
function checkKeys(table: string, { KeySchema = [], AttributeDefinitions = [] }: TableDescription): void {
  const typeOf = (name: string | undefined) =>
    AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  const told = ({ AttributeName, KeyType }: KeySchemaElement) =>
    `${AttributeName} (${KeyType}, ${typeOf(AttributeName) === "S" ? "string" : typeOf(AttributeName)})`;
  const found = KeySchema.map(told).join(", ");
  if (found !== "pk (HASH, string), sk (RANGE, string)") throw new TableSchemaError(table, found);
}
