import type { ResourceKey } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { logGroupArn } from "../../aws/arn.ts";
import { absenceAsAbsent } from "../../aws/classify.ts";
import type { Identity, Remains } from "../../core/kind.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { toSteps } from "../../core/plan-resource.ts";
import { readGroupTags } from "./observe.ts";

export type LogGroupRemoval = { readonly kind: "delete" };

/** The read of its tags tells whether there is such a group. Its filters and streams go with it. */
export function logGroupRemains(
  access: AwsAccess,
  key: ResourceKey,
  { awsName }: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  const arn = logGroupArn(access.target, awsName);
  const action: LogGroupRemoval = { kind: "delete" };
  return readGroupTags(access, arn, signal).then((tags): Remains => {
    const ownership = ownershipOf(tags, access.target.instance);
    return {
      kind: "present",
      arn,
      ownership,
      steps: toSteps(key, [{ call: "logs:DeleteLogGroup", action }]),
    };
  }, absenceAsAbsent);
}
