import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { userAgent } from "../aws/clients.ts";
import type { Clock } from "../core/clock.ts";
import { createItemTable, type ItemTable } from "../store/item-table.ts";
import { ensureTable } from "../store/table.ts";
import { type Connection, clientSettings } from "./connection.ts";
import { createStateCredentials } from "./state-credentials.ts";

export interface StateTable {
  readonly items: ItemTable;
  /** Creates the table unless it is there. @returns warnings @throws TableSchemaError, StateUnavailableError */
  ensure(clock: Clock, signal: AbortSignal): Promise<readonly string[]>;
  close(): void;
}

export interface Patience {
  readonly requestTimeoutMs: number;
  /** Of the SDK, for one call. */
  readonly maxAttempts: number;
}

/** Where `table` is: with the caller's own credentials, never with an environment's role. Nothing is called yet. */
export function openStateTable(connection: Connection, table: string, patience: Patience): StateTable {
  const { region, endpointUrl, credentials } = clientSettings(connection, undefined);
  const { requestTimeoutMs: requestTimeout, maxAttempts } = patience;
  const as = createStateCredentials(async () => credentials ?? (await fromChain(region)), Date);
  const client = new DynamoDBClient({
    credentials: as.provider,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 5_000,
      requestTimeout,
      throwOnRequestTimeout: true,
    }),
    maxAttempts,
    customUserAgent: userAgent,
    ...(region !== undefined && { region }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  });
  as.watch(client);
  return {
    items: createItemTable({ client, table }),
    ensure: async (clock, signal) => (await ensureTable({ client, clock }, { table, signal })).warnings,
    close: () => client.destroy(),
  };
}

/** Anew each time: the SDK remembers files unless told not to. */
async function fromChain(region: string | undefined) {
  const reading = { ...(region !== undefined && { region }), ignoreCache: true };
  return new DynamoDBClient(reading).config.credentials();
}
