import type { ResourceKey } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { logGroupArn } from "../../aws/arn.ts";
import { absenceAsAbsent } from "../../aws/classify.ts";
import { listLogGroups } from "../../aws/fleet/log-groups.ts";
import type { Identity, Remains } from "../../core/kind.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { toSteps } from "../../core/plan-resource.ts";
import { readGroupTags } from "./observe.ts";

export type LogGroupRemoval = { readonly kind: "delete" };

/** Its filters and streams go with it. */
export function logGroupRemains(
  access: AwsAccess,
  key: ResourceKey,
  identity: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  return read(access, key, identity, signal).catch(absenceAsAbsent);
}

/** The group itself is looked for, since tags may outlast it. */
async function read(
  access: AwsAccess,
  key: ResourceKey,
  { awsName }: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  const groups = await listLogGroups(access, awsName);
  if (!groups.has(awsName)) return { kind: "absent" };
  const arn = logGroupArn(access.target, awsName);
  const tags = await readGroupTags(access, arn, signal);
  const action: LogGroupRemoval = { kind: "delete" };
  return {
    kind: "present",
    arn,
    ownership: ownershipOf(tags, access.target.instance),
    steps: toSteps(key, [{ call: "logs:DeleteLogGroup", action }]),
  };
}
