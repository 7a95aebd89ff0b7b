import type { LogGroupResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { logGroupArn } from "../../aws/arn.ts";
import { defineKind } from "../../core/define-kind.ts";
import { type IndexedKind, ownedByIndex } from "../owned-by-index.ts";
import type { KindPorts } from "../ports.ts";
import { applyLogGroup } from "./apply.ts";
import { logGroupFields } from "./diff.ts";
import { type Forwarding, type LogGroupReading, observeLogGroup } from "./observe.ts";
import { type LogGroupAction, type LogGroupFound, planLogGroup } from "./plan.ts";
import { type LogGroupRemoval, logGroupRemains } from "./remains.ts";
import { removeLogGroup } from "./remove.ts";
import { logGroupRights } from "./rights.ts";

/** CloudWatch log groups, with the subscription filter that forwards them. */
export function createLogGroupKind(access: AwsAccess, ports: Pick<KindPorts, "resources">) {
  const reading: LogGroupReading = { access, ports, forwarding: access.deepReads<Forwarding>("LogGroup") };
  const listOf = (name: string) => access.fleet.logGroups(name);
  const indexed: IndexedKind = { kind: "LogGroup", marker: ":log-group:", listOf };
  return defineKind<LogGroupResource, LogGroupFound, LogGroupAction, LogGroupRemoval>({
    name: "LogGroup",
    settlesOnWrite: true,
    fields: logGroupFields,
    rights: logGroupRights,
    dependencies: () => [],
    predictArn: ({ awsName }, target) => logGroupArn(target, awsName),
    observe: (resource, freshness) => observeLogGroup(reading, resource, freshness),
    hasDepths: ({ spec }) => spec.destination !== undefined,
    plan: planLogGroup,
    apply: (action, resource, signal) => applyLogGroup(reading, action, resource, signal),
    identityOf: ({ awsName }) => ({ awsName }),
    remains: (key, identity, signal) => logGroupRemains(access, key, identity, signal),
    remove: (_, identity, signal) => removeLogGroup(reading, identity, signal),
    owned: (newerThan) => ownedByIndex(access, indexed, newerThan),
  });
}
