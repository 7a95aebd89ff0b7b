import type { Clock } from "../clock.ts";

/** A socket (HTTP/1.1) or an HTTP/2 session. */
export interface Connection {
  destroy(): unknown;
  once(event: "close", listener: () => void): unknown;
}

/** Keeps count of connections and of what is in flight on them, so that stopping is quick and gentle. */
export interface Connections {
  /** Tracks a connection until it closes. */
  add(connection: Connection): void;
  /** Stops tracking one that lives on as part of another: a socket that turned out to carry HTTP/2. */
  forget(connection: Connection): void;
  /** Counts a request in. @returns what counts it out */
  begin(connection: Connection): () => void;
  /** Ends idle connections now and busy ones as they become idle. Resolves when none is left, or after `graceMs`. */
  drain(clock: Clock, graceMs: number): Promise<void>;
  /** Cuts what is left. */
  destroy(): void;
}

export function createConnections(): Connections {
  const inFlight = new Map<Connection, number>();
  let draining = false;
  let onEmpty = () => {};
  const count = (connection: Connection, change: 1 | -1) => {
    const now = inFlight.get(connection);
    if (now === undefined) return;
    inFlight.set(connection, now + change);
    if (draining && now + change === 0) connection.destroy();
  };
  const destroyAll = (busyToo: boolean) => {
    for (const [connection, requests] of [...inFlight]) {
      if (busyToo || requests === 0) connection.destroy();
    }
  };
  return {
    add: (connection) => {
      inFlight.set(connection, 0);
      connection.once("close", () => {
        inFlight.delete(connection);
        if (inFlight.size === 0) onEmpty();
      });
      if (draining) connection.destroy();
    },
    forget: (connection) => {
      inFlight.delete(connection);
    },
    begin: (connection) => {
      count(connection, 1);
      return () => count(connection, -1);
    },
    drain: (clock, graceMs) =>
      new Promise((resolve) => {
        draining = true;
        const cancel = clock.after(graceMs, resolve);
        onEmpty = () => {
          cancel();
          resolve();
        };
        destroyAll(false);
        if (inFlight.size === 0) onEmpty();
      }),
    destroy: () => destroyAll(true),
  };
}
