import type { SubscriptionResource, Tags } from "../../api/resource.ts";
import { changesAt } from "../../core/diff.ts";
import type { Applied, PlanContext } from "../../core/kind.ts";
import type { Observation } from "../../core/observation.ts";
import type { Change, ResourcePlan } from "../../core/plan.ts";
import { type Found, planResource, type StepDraft } from "../../core/plan-resource.ts";
import { tagsToRemove, tagsToWrite } from "../../core/tag-diff.ts";
import { desireSubscription, type SubscriptionFields } from "./desired.ts";
import { settingFields, subscriptionFields, updateMapping } from "./diff.ts";

export interface SubscriptionFound extends Found {
  readonly uuid: string;
  readonly isDeleting: boolean;
  /** What Lambda says of the last batch, if that went wrong. */
  readonly problem?: string;
}

export type SettingField = (typeof settingFields)[number]["path"];

export type SubscriptionAction =
  | {
      readonly kind: "create";
      readonly streamArn: string;
      readonly functionArn: string;
      readonly fields: SubscriptionFields;
      /** The clock's milliseconds: begin there, not at the declared position. */
      readonly fromMs?: number;
    }
  | {
      readonly kind: "update";
      readonly uuid: string;
      readonly fields: SubscriptionFields;
      /** Which of them are sent; the rest stays as it is in AWS. */
      readonly only: readonly SettingField[];
    }
  | { readonly kind: "tag"; readonly uuid: string; readonly tags: Tags }
  | { readonly kind: "untag"; readonly uuid: string; readonly keys: readonly string[] };

/** A mapping that is made again begins this much before it was last seen: the record of it may be that old. */
const overlapMs = 5 * 60_000;

export function planSubscription(
  resource: SubscriptionResource,
  observation: Observation<SubscriptionFound>,
  context: PlanContext,
): ResourcePlan {
  return planResource({
    resource,
    observation,
    fields: subscriptionFields,
    wanted: desireSubscription(resource, context.target),
    applied: context.applied,
    create: (fields) => {
      const streamArn = context.arnOf(resource.spec.stream);
      const functionArn = context.arnOf(resource.spec.function);
      const from = startOf(context.applied);
      return [
        step("lambda:CreateEventSourceMapping", [], {
          kind: "create",
          streamArn,
          functionArn,
          fields,
          ...from,
        }),
      ];
    },
    update,
    isLeaving: (found) => found.isDeleting,
    warn: (_, { problem }) => (problem === undefined ? [] : [`the last batch: ${problem}`]),
  });
}

/** Its checkpoint went with it: from the declared position the whole stream might be worked through again. */
function startOf(applied: Applied | undefined): { readonly fromMs?: number } {
  const seenMs = applied?.lastSeenMs;
  return seenMs === undefined ? {} : { fromMs: Math.max(0, seenMs - overlapMs) };
}

function update(
  changes: readonly Change[],
  fields: SubscriptionFields,
  { uuid }: SubscriptionFound,
): readonly StepDraft[] {
  const { tags, changes: tagChanges } = tagsToWrite(changes);
  const dropped = tagsToRemove(changes);
  const paths = settingFields.map(({ path }) => path);
  const own = changesAt(changes, ...paths);
  const only = paths.filter((path) => changesAt(own, path).length > 0);
  return [
    ...(tagChanges.length > 0 ? [step("lambda:TagResource", tagChanges, { kind: "tag", uuid, tags })] : []),
    ...(dropped.keys.length > 0
      ? [step("lambda:UntagResource", dropped.changes, { kind: "untag", uuid, keys: dropped.keys })]
      : []),
    ...(own.length > 0 ? [step(updateMapping, own, { kind: "update", uuid, fields, only })] : []),
  ];
}

function step(call: string, changes: readonly Change[], action: SubscriptionAction): StepDraft {
  return { call, changes, action };
}
