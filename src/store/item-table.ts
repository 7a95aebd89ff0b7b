import type {
  AttributeValue,
  DeleteItemCommandInput,
  DynamoDBClient,
  QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { StateUnavailableError } from "../core/state-error.ts";
import { conditionText, type WriteCondition } from "./condition.ts";
import type { Item, ItemKey } from "./item.ts";
import { type ItemQuery, queryInput } from "./item-query.ts";
import { TableNotFoundError } from "./table-not-found-error.ts";

/** A client, or how to get one: loading the SDK takes a while, and not every command needs the table. */
export type ClientSource = DynamoDBClient | (() => Promise<DynamoDBClient>);

export type WriteOutcome =
  | { readonly kind: "written" }
  /** The condition did not hold, for the item that is there. */
  | { readonly kind: "refused"; readonly stored: Item | undefined };

export interface WriteOptions {
  readonly condition?: WriteCondition;
  readonly signal?: AbortSignal;
}

/**
 * A table's items as plain values. Everything throws StateUnavailableError for what AWS refuses or does not
 * answer; TableNotFoundError is one.
 */
export interface ItemTable {
  /** @param options.consistent sees every write answered before; default false */
  get(key: ItemKey, options?: { readonly consistent?: boolean }): Promise<Item | undefined>;
  put(item: Item & ItemKey, options?: WriteOptions): Promise<WriteOutcome>;
  /** Of an item that is not there succeeds, unless a condition says otherwise. */
  delete(key: ItemKey, options?: WriteOptions): Promise<WriteOutcome>;
  /** Items of one partition in order of `sk`, page by page; a page may be empty. */
  pages(query: ItemQuery): AsyncIterable<readonly Item[]>;
}

/** Nothing is loaded or called until the first item is asked for. */
export function createItemTable(deps: { readonly client: ClientSource; readonly table: string }): ItemTable {
  const { client, table: TableName } = deps;
  const send = <T>(call: string, task: (sdk: Sdk) => Promise<T>, signal?: AbortSignal): Promise<T> =>
    callTable({ client, table: TableName, call }, task, signal);
  return {
    get: (key, { consistent = false } = {}) =>
      send("GetItem", async ({ client, commands, codec }) => {
        const input = { TableName, Key: codec.marshall(key), ConsistentRead: consistent };
        const { Item: found } = await client.send(new commands.GetItemCommand(input));
        return found === undefined ? undefined : codec.unmarshall(found);
      }),
    put: (item, { condition, signal } = {}) =>
      send(
        "PutItem",
        ({ client, commands, codec }) => {
          const Item = codec.marshall(item, { removeUndefinedValues: true });
          const input = { TableName, Item, ...conditionInput(condition, codec) };
          return outcomeOf(client.send(new commands.PutItemCommand(input), abortable(signal)), codec);
        },
        signal,
      ),
    delete: (key, { condition, signal } = {}) =>
      send(
        "DeleteItem",
        ({ client, commands, codec }) => {
          const input = { TableName, Key: codec.marshall(key), ...conditionInput(condition, codec) };
          return outcomeOf(client.send(new commands.DeleteItemCommand(input), abortable(signal)), codec);
        },
        signal,
      ),
    pages: async function* (query) {
      const { values, ...input } = queryInput(query);
      let ExclusiveStartKey: QueryCommandInput["ExclusiveStartKey"];
      do {
        const page = await send("Query", async ({ client, commands, codec }) => {
          const ExpressionAttributeValues = codec.marshall(values);
          const start = ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey };
          const whole = { TableName, ...input, ExpressionAttributeValues, ...start };
          const { Items = [], LastEvaluatedKey } = await client.send(new commands.QueryCommand(whole));
          return { items: Items.map((item) => codec.unmarshall(item)), LastEvaluatedKey };
        });
        ExclusiveStartKey = page.LastEvaluatedKey;
        yield page.items;
      } while (ExclusiveStartKey !== undefined);
    },
  };
}

type Codec = typeof import("@aws-sdk/util-dynamodb");

interface Sdk {
  readonly client: DynamoDBClient;
  readonly commands: typeof import("@aws-sdk/client-dynamodb");
  readonly codec: Codec;
}

interface TableCall {
  readonly client: ClientSource;
  readonly table: string;
  readonly call: string;
}

/** Modules are loaded once by the runtime: asking again costs nothing. */
async function callTable<T>(
  { client: source, table, call }: TableCall,
  task: (sdk: Sdk) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let client: DynamoDBClient | undefined;
  try {
    client = typeof source === "function" ? await source() : source;
    const [commands, codec] = await Promise.all([
      import("@aws-sdk/client-dynamodb"),
      import("@aws-sdk/util-dynamodb"),
    ]);
    return await task({ client, commands, codec });
  } catch (error) {
    throw await tableError(signal?.aborted ? signal.reason : error, client, { table, call });
  }
}

/** What callers are told: the SDK's errors stay below. */
async function tableError(
  error: unknown,
  client: DynamoDBClient | undefined,
  { table, call }: { readonly table: string; readonly call: string },
): Promise<StateUnavailableError> {
  if (client === undefined || !isNamed(error, "ResourceNotFoundException")) {
    return new StateUnavailableError(call, error);
  }
  return new TableNotFoundError(table, await whereIs(client), error);
}

function conditionInput(
  condition: WriteCondition | undefined,
  codec: Codec,
): Partial<DeleteItemCommandInput> {
  if (condition === undefined) return {};
  const { expression, names, values } = conditionText(condition);
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: codec.marshall(values) }),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

async function outcomeOf(answer: Promise<unknown>, codec: Codec): Promise<WriteOutcome> {
  try {
    await answer;
    return { kind: "written" };
  } catch (error) {
    if (!isNamed(error, "ConditionalCheckFailedException")) throw error;
    const { Item: stored } = error as { readonly Item?: Record<string, AttributeValue> };
    return { kind: "refused", stored: stored === undefined ? undefined : codec.unmarshall(stored) };
  }
}

function abortable(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { abortSignal: signal };
}

function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

/** The region, and the endpoint unless it is AWS itself. */
async function whereIs(client: DynamoDBClient): Promise<string> {
  const region = await client.config.region();
  const endpoint = await client.config.endpoint?.();
  if (endpoint === undefined) return region;
  const port = endpoint.port === undefined ? "" : `:${endpoint.port}`;
  return `${region} (${endpoint.protocol}//${endpoint.hostname}${port})`;
}
