import type { Clock } from "../clock.ts";
import type { Members } from "../members.ts";
import type { Call } from "../service.ts";
import { invalidParameter, noSuchGroup, noSuchStream } from "./errors.ts";
import type { LogGroup, LogStream } from "./log-model.ts";
import { groupIdentifierRule, groupNameOf, groupNameRule, streamNameRule } from "./log-names.ts";
import type { LogStore } from "./log-store.ts";

/** What every operation of CloudWatch Logs works on. */
export interface LogsContext {
  readonly store: LogStore;
  readonly clock: Clock;
}

/** @throws AwsError `ResourceNotFoundException`, `InvalidParameterException` */
export function groupOf(context: LogsContext, call: Call, members: Members): LogGroup {
  return groupNamed(context, call, members.requiredText("logGroupName", groupNameRule));
}

/** The group of an operation that takes `logGroupName` or `logGroupIdentifier`, never both. */
export function identifiedGroup(context: LogsContext, call: Call, members: Members): LogGroup {
  const name = members.text("logGroupName", groupNameRule);
  const identifier = members.text("logGroupIdentifier", groupIdentifierRule);
  if ((name === undefined) === (identifier === undefined)) {
    throw invalidParameter("Exactly one of logGroupName and logGroupIdentifier must be specified.");
  }
  return groupNamed(context, call, name ?? groupNameOf(call, identifier ?? "") ?? "");
}

export function streamOf(group: LogGroup, members: Members): LogStream {
  const stream = group.streams.get(members.requiredText("logStreamName", streamNameRule));
  if (stream === undefined) throw noSuchStream();
  return stream;
}

function groupNamed(context: LogsContext, call: Call, name: string): LogGroup {
  const group = context.store.group(call.region, name);
  if (group === undefined) throw noSuchGroup();
  return group;
}
