import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { StateAccess } from "./cli/ctl/state-port.ts";
import { type Connection, clientSettings } from "./connection.ts";
import type { Clock } from "./core/clock.ts";
import { createItemTable } from "./store/item-table.ts";
import { createRequests } from "./store/requests.ts";
import { createStateReader } from "./store/state-reader.ts";

/** A person waits: give up sooner than a controller does. */
const requestTimeoutMs = 10_000;
const connectTimeoutMs = 5_000;
/** There is no engine to try again. */
const maxAttempts = 4;

/** Opens the state table for `xflowctl`; calls nothing before something is read. */
export function openStateAccess(connection: Connection, table: string, clock: Clock): StateAccess {
  const { region, endpointUrl, credentials } = clientSettings(connection, undefined);
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  });
  const client = new DynamoDBClient({
    requestHandler,
    maxAttempts,
    ...(region !== undefined && { region }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    ...(credentials !== undefined && { credentials }),
  });
  const deps = { items: createItemTable({ client, table }), instance: connection.instance, clock };
  const { writeRequest, clearSuspend } = createRequests(deps);
  return { ...createStateReader(deps), write: writeRequest, clearSuspend, close: () => client.destroy() };
}
