import { logStreamArn } from "../access/logs-authorization.ts";
import type { RolePermissions } from "../access/role-permissions.ts";
import type { LogEvent, LogSink, LogTarget } from "../execution/ports.ts";
import type { LogGroup } from "./log-model.ts";
import type { LogsContext } from "./logs-context.ts";

export interface LogSinkDeps extends LogsContext {
  readonly accountId: string;
  /** Of the roles whose functions log; undefined when all may. */
  readonly permissions: Pick<RolePermissions, "allows"> | undefined;
}

/**
 * Takes functions' output. Unlike PutLogEvents it refuses nothing: Lambda splits and orders what it sends. What the
 * function's role may not write is lost without a word, as on AWS.
 */
export function createLogSink(deps: LogSinkDeps): LogSink {
  const { store } = deps;
  return {
    append: async (target, events) => {
      const group = store.group(target.region, target.group) ?? (await makeGroup(deps, target));
      // Not to be made, or deleted while it was being made: its output goes with it.
      if (group === undefined) return;
      const known = group.streams.get(target.stream);
      if (known === undefined && !may(deps, "CreateLogStream", target)) return;
      if (!may(deps, "PutLogEvents", target)) return;
      const stream = known ?? (await store.createStream(group, target.stream));
      await store.append(group, stream, [...events].sort(byTime));
    },
  };
}

const byTime = (left: LogEvent, right: LogEvent) => left.timestamp - right.timestamp;

function may({ permissions, accountId }: LogSinkDeps, action: string, target: LogTarget): boolean {
  if (permissions === undefined) return true;
  const stream = action === "CreateLogGroup" ? "" : target.stream;
  const resource = logStreamArn({ region: target.region, accountId }, target.group, stream);
  return permissions.allows(target.roleArn, { action: `logs:${action}`, resource });
}

async function makeGroup(deps: LogSinkDeps, target: LogTarget): Promise<LogGroup | undefined> {
  if (!may(deps, "CreateLogGroup", target)) return undefined;
  const { store, clock } = deps;
  const { region, group: name } = target;
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
