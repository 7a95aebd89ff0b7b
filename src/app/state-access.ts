import type { StateAccess } from "../cli/ctl/state-port.ts";
import type { Clock } from "../core/clock.ts";
import { createRequests } from "../store/requests.ts";
import { createStateReader } from "../store/state-reader.ts";
import type { Connection } from "./connection.ts";
import { openStateTable } from "./state-table.ts";

/** A person waits: give up sooner than a controller does. There is no engine to try again. */
const patience = { requestTimeoutMs: 10_000, maxAttempts: 4 };

/** Opens the state table for `xflowctl`; calls nothing before something is read. */
export function openStateAccess(connection: Connection, table: string, clock: Clock): StateAccess {
  const { items, close } = openStateTable(connection, table, patience);
  const deps = { items, instance: connection.instance, clock };
  const { writeRequest, clearSuspend } = createRequests(deps);
  return { ...createStateReader(deps), write: writeRequest, clearSuspend, close };
}
