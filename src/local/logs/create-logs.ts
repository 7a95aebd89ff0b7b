import type { RolePermissions } from "../access/role-permissions.ts";
import type { Clock } from "../clock.ts";
import type { LogSink } from "../execution/ports.ts";
import { taggedResource } from "../once-tagged.ts";
import type { JsonService, RunningService, TagSource } from "../service.ts";
import type { Storage } from "../storage.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { getLogEvents } from "./get-log-events.ts";
import { groupListing } from "./group-listing.ts";
import { groupOperations } from "./group-operations.ts";
import { groupArn } from "./log-names.ts";
import { createLogSink } from "./log-sink.ts";
import { type LogStore, openLogStore } from "./log-store.ts";
import type { Destinations } from "./ports.ts";
import { putLogEvents } from "./put-log-events.ts";
import { streamOperations } from "./stream-operations.ts";
import { createSubscriptionDelivery, type SubscriptionDelivery } from "./subscription-delivery.ts";
import { subscriptionOperations } from "./subscription-operations.ts";
import { tagOperations } from "./tag-operations.ts";

export interface LogsDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountId: string;
  /** Of the roles whose functions log; the default is that all may. */
  readonly permissions?: Pick<RolePermissions, "allows">;
}

export interface Logs extends RunningService {
  readonly service: JsonService;
  /** Where functions' output goes. */
  readonly sink: LogSink;
  readonly tags: TagSource;
  /**
   * Where subscription filters deliver to. Told after the start, and before the first call: functions log here, and
   * get logs from here.
   */
  forwardTo(destinations: Destinations): void;
  /** Ends deliveries; events are still taken. Safe to call twice. */
  stop(): Promise<void>;
}

/** CloudWatch Logs: groups, streams, events and their tags, kept in `logs/*` tables. */
export async function createLogs({ storage, clock, accountId, permissions }: LogsDeps): Promise<Logs> {
  let known: Destinations | undefined;
  const destinations = () => {
    if (known === undefined) throw new Error("CloudWatch Logs was not told where it can deliver to");
    return known;
  };
  const delivery = createSubscriptionDelivery({ clock, accountId, destinations });
  const store = forwarding(await openLogStore(storage, clock), delivery);
  const context = { store, clock, destinations };
  return {
    service: {
      protocol: "json",
      name: "logs",
      targetPrefix: "Logs_20140328",
      jsonVersion: "1.1",
      operations: {
        ...groupOperations(context),
        ...groupListing(context),
        ...tagOperations(context),
        ...streamOperations(context),
        ...subscriptionOperations(context),
        PutLogEvents: putLogEvents(context),
        GetLogEvents: getLogEvents(context),
        FilterLogEvents: filterLogEvents(context),
      },
    },
    sink: createLogSink({ ...context, accountId, permissions }),
    tags: {
      *tagged(region) {
        for (const { row } of store.groups(region)) {
          yield taggedResource(groupArn({ region, accountId }, row.name), row);
        }
      },
    },
    forwardTo: (destinations) => {
      known = destinations;
    },
    stop: () => delivery.stop(),
  };
}

/** A store that passes on what it has kept. */
function forwarding(store: LogStore, delivery: SubscriptionDelivery): LogStore {
  return {
    ...store,
    append: async (group, stream, events) => {
      const stored = await store.append(group, stream, events);
      delivery.forward(group, stream, stored);
      return stored;
    },
  };
}
