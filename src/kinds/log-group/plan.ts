import type { LogGroupResource, Tags } from "../../api/resource.ts";
import { changesAt } from "../../core/diff.ts";
import type { PlanContext } from "../../core/kind.ts";
import type { Observation } from "../../core/observation.ts";
import type { Change, ResourcePlan } from "../../core/plan.ts";
import { type Found, planResource, type StepDraft } from "../../core/plan-resource.ts";
import { tagsToRemove, tagsToWrite } from "../../core/tag-diff.ts";
import { type Destination, desireLogGroup, type LogGroupFields } from "./desired.ts";
import { logGroupFields } from "./diff.ts";

export interface LogGroupFound extends Found {
  /** Made by Lambda for a function of ours, or one that is still to come. */
  readonly isOfOurFunction: boolean;
}

export type LogGroupAction =
  | { readonly kind: "create"; readonly kmsKeyArn?: string; readonly tags: Tags }
  | { readonly kind: "retain"; readonly days: number }
  | { readonly kind: "retainForEver" }
  | { readonly kind: "encrypt"; readonly kmsKeyArn: string }
  | { readonly kind: "stopEncrypting" }
  | { readonly kind: "forward"; readonly destination: Destination }
  | { readonly kind: "stopForwarding" }
  | { readonly kind: "tag"; readonly tags: Tags }
  | { readonly kind: "untag"; readonly keys: readonly string[] };

export function planLogGroup(
  resource: LogGroupResource,
  observation: Observation<LogGroupFound>,
  { target, applied }: PlanContext,
): ResourcePlan {
  return planResource({
    resource,
    observation,
    fields: logGroupFields,
    wanted: desireLogGroup(resource, target),
    applied,
    create,
    update,
    adoptAlways: (found) => found.isOfOurFunction,
  });
}

/** Retention and forwarding are not parameters of the create call. */
function create({ kmsKeyArn, tags, retentionDays, destination }: LogGroupFields): readonly StepDraft[] {
  const key = kmsKeyArn === undefined ? {} : { kmsKeyArn };
  return [
    step("logs:CreateLogGroup", [], { kind: "create", ...key, tags }),
    ...(retentionDays === undefined ? [] : [retentionStep(retentionDays, [])]),
    ...(destination === undefined ? [] : [forwardStep(destination, [])]),
  ];
}

/** The owner's tags first: whatever happens next, it is known whose it is. */
function update(changes: readonly Change[], wanted: LogGroupFields): readonly StepDraft[] {
  const { tags, changes: tagChanges } = tagsToWrite(changes);
  const dropped = tagsToRemove(changes);
  return [
    ...(tagChanges.length > 0 ? [step("logs:TagResource", tagChanges, { kind: "tag", tags })] : []),
    ...changesAt(changes, "kmsKeyArn").map((change) => encryptionStep(wanted.kmsKeyArn, [change])),
    ...changesAt(changes, "retentionDays").map((change) => retentionStep(wanted.retentionDays, [change])),
    ...changesAt(changes, "destination").map((change) => forwardStep(wanted.destination, [change])),
    ...(dropped.keys.length > 0
      ? [step("logs:UntagResource", dropped.changes, { kind: "untag", keys: dropped.keys })]
      : []),
  ];
}

function retentionStep(days: number | undefined, changes: readonly Change[]): StepDraft {
  return days === undefined
    ? step("logs:DeleteRetentionPolicy", changes, { kind: "retainForEver" })
    : step("logs:PutRetentionPolicy", changes, { kind: "retain", days });
}

function encryptionStep(kmsKeyArn: string | undefined, changes: readonly Change[]): StepDraft {
  return kmsKeyArn === undefined
    ? step("logs:DisassociateKmsKey", changes, { kind: "stopEncrypting" })
    : step("logs:AssociateKmsKey", changes, { kind: "encrypt", kmsKeyArn });
}

function forwardStep(destination: Destination | undefined, changes: readonly Change[]): StepDraft {
  return destination === undefined
    ? step("logs:DeleteSubscriptionFilter", changes, { kind: "stopForwarding" })
    : step("logs:PutSubscriptionFilter", changes, { kind: "forward", destination });
}

function step(call: string, changes: readonly Change[], action: LogGroupAction): StepDraft {
  return { call, changes, action };
}
