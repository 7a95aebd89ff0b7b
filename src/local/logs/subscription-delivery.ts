import { type Clock, sleep } from "../clock.ts";
import type { StoredEvent } from "./event-order.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import type { MessageTest } from "./json-pattern.ts";
import type { LogGroup, LogStream } from "./log-model.ts";
import type { Destinations } from "./ports.ts";
import { destinationOf, type SubscriptionDestination } from "./subscription-destination.ts";
import type { SubscriptionFilter } from "./subscription-filter.ts";
import { dataMessages } from "./subscription-record.ts";

/** A busy destination is tried for a day. Rule: CloudWatch Logs user guide, "Subscription concepts". */
const retryForMs = 24 * 60 * 60_000;
const firstDelayMs = 1000;
const maxDelayMs = 60_000;

/**
 * Sends what arrives in a group to the destinations of its filters: each only what arrives after it was made.
 * What is on its way is kept in memory only.
 */
export interface SubscriptionDelivery {
  forward(group: LogGroup, stream: LogStream, events: readonly StoredEvent[]): void;
  /** Drops what waits for another attempt. Resolves when nothing is on its way. */
  stop(): Promise<void>;
}

export interface DeliveryDeps {
  readonly clock: Clock;
  readonly accountId: string;
  readonly destinations: () => Destinations;
}

export function createSubscriptionDelivery(deps: DeliveryDeps): SubscriptionDelivery {
  const { clock, accountId, destinations } = deps;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const testOf = memoised((filter: SubscriptionFilter): MessageTest => compileFilterPattern(filter.pattern));

  async function send(
    destination: SubscriptionDestination,
    message: Uint8Array,
    stream: string,
  ): Promise<void> {
    const until = clock.now() + retryForMs;
    for (let delayMs = firstDelayMs; !stopping.signal.aborted; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
      const delivered = await destination.deliver(message, stream);
      if (delivered !== "busy" || clock.now() + delayMs > until) return;
      await sleep(clock, delayMs, stopping.signal).catch(() => undefined);
    }
  }

  return {
    forward: ({ row }, stream, events) => {
      for (const filter of row.filters ?? []) {
        const owner = { region: row.region, accountId, group: row.name };
        const destination = destinationOf(destinations(), owner, filter);
        const source = { ...owner, stream: stream.row.name, filter: filter.name };
        const matching = events.filter(({ message }) => testOf(filter)(message));
        for (const message of dataMessages(source, matching, destination.maxBytes)) {
          const sent = send(destination, message, source.stream).finally(() => running.delete(sent));
          running.add(sent);
        }
      }
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function memoised<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
