import type { LogEvent, LogSink, LogTarget } from "../execution/ports.ts";
import type { LogGroup } from "./log-model.ts";
import type { LogsContext } from "./logs-context.ts";

/** Takes functions' output. Unlike PutLogEvents it refuses nothing: Lambda splits and orders what it sends. */
export function createLogSink(context: LogsContext): LogSink {
  return {
    append: async (target, events) => {
      const group = await openGroup(context, target);
      // Deleted while it was being made: its output goes with it.
      if (group === undefined) return;
      const stream = group.streams.get(target.stream) ?? context.store.createStream(group, target.stream);
      await context.store.append(group, await stream, [...events].sort(byTime));
    },
  };
}

const byTime = (left: LogEvent, right: LogEvent) => left.timestamp - right.timestamp;

async function openGroup({ store, clock }: LogsContext, target: LogTarget): Promise<LogGroup | undefined> {
  const { region, group: name } = target;
  const known = store.group(region, name);
  if (known !== undefined) return known;
  const createdAt = clock.now();
  await store.putGroup({
    region,
    name,
    createdAt,
    logGroupClass: "STANDARD",
    tags: {},
    deletionProtected: false,
  });
  return store.group(region, name);
}
