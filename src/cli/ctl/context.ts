import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "../../app.ts";
import type { Clock } from "../../core/clock.ts";
import type { Terminal } from "../terminal.ts";
import type { StateAccess } from "./state-port.ts";

/** What the verbs that read the state table need of the world besides the terminal. */
export interface CtlWorld {
  readonly clock: Clock;
  openState(connection: Connection, table: string): Promise<StateAccess>;
  /** user@host: stands in what is asked of the controller. */
  operator(): string;
  /** A few random hexadecimal digits. */
  nonce(): string;
}

/** What every verb is given. */
export interface CtlContext {
  readonly terminal: Terminal;
  readonly world: CtlWorld;
  /** Says how the command ends; 0 unless told. */
  readonly finish: (exitCode: 0 | 1) => void;
}

const clock: Clock = { now: Date.now, sleep: sleepAbortably };

export const realWorld: CtlWorld = {
  clock,
  openState: async (connection, table) => {
    const { openStateAccess } = await import("../../app/state-access.ts");
    return openStateAccess(connection, table, clock);
  },
  operator: () => `${userName()}@${hostname()}`,
  nonce: () => randomBytes(4).toString("hex"),
};

async function sleepAbortably(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    throw signal?.aborted ? signal.reason : error;
  });
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}

/**
 * Names one request. Later ones sort after earlier ones, so that whoever waits for an answer also knows it by the
 * answer to a later request.
 */
export function requestToken({ clock, nonce }: CtlWorld): string {
  return `${new Date(clock.now()).toISOString()}-${nonce()}`;
}
