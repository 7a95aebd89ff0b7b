import type { Clock } from "../clock.ts";
import type { LogSink } from "../execution/ports.ts";
import type { JsonService, RunningService, TagSource } from "../service.ts";
import type { Storage } from "../storage.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { getLogEvents } from "./get-log-events.ts";
import { groupListing } from "./group-listing.ts";
import { groupOperations } from "./group-operations.ts";
import { groupArn } from "./log-names.ts";
import { createLogSink } from "./log-sink.ts";
import { openLogStore } from "./log-store.ts";
import { putLogEvents } from "./put-log-events.ts";
import { streamOperations } from "./stream-operations.ts";
import { subscriptionOperations } from "./subscription-operations.ts";
import { tagOperations } from "./tag-operations.ts";

export interface LogsDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountId: string;
}

export interface Logs extends RunningService {
  readonly service: JsonService;
  /** Where functions' output goes. */
  readonly sink: LogSink;
  readonly tags: TagSource;
}

/** CloudWatch Logs: groups, streams, events and their tags, kept in `logs/*` tables. */
export async function createLogs({ storage, clock, accountId }: LogsDeps): Promise<Logs> {
  const store = await openLogStore(storage, clock);
  const context = { store, clock };
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
    sink: createLogSink(context),
    tags: {
      *tagged(region) {
        for (const { row } of store.groups(region)) {
          yield { arn: groupArn({ region, accountId }, row.name), tags: row.tags };
        }
      },
    },
    stop: () => Promise.resolve(),
  };
}
