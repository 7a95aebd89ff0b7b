import type { StreamResource, Tags } from "../../api/resource.ts";
import { changesAt } from "../../core/diff.ts";
import type { PlanContext } from "../../core/kind.ts";
import type { Observation } from "../../core/observation.ts";
import type { Change, ResourcePlan } from "../../core/plan.ts";
import { type Found, planResource, type StepDraft } from "../../core/plan-resource.ts";
import { tagsToRemove, tagsToWrite } from "../../core/tag-diff.ts";
import { desireStream, newStream, type StreamFields } from "./desired.ts";
import { streamFields } from "./diff.ts";
import { shardLadder } from "./shard-ladder.ts";

export interface StreamFound extends Found {
  readonly fields: StreamFields;
  readonly isDeleting: boolean;
}

export type StreamAction =
  | {
      readonly kind: "create";
      readonly mode: StreamFields["mode"];
      readonly shards?: number;
      readonly tags: Tags;
    }
  | { readonly kind: "mode"; readonly mode: StreamFields["mode"] }
  | { readonly kind: "shards"; readonly shards: number }
  | { readonly kind: "lengthen" | "shorten"; readonly retentionHours: number }
  | { readonly kind: "encrypt" | "stopEncrypting"; readonly keyId: string }
  | { readonly kind: "tag"; readonly tags: Tags }
  | { readonly kind: "untag"; readonly keys: readonly string[] };

/** Kinesis takes so many tags a call at most. */
const tagsPerCall = 10;

export function planStream(
  resource: StreamResource,
  observation: Observation<StreamFound>,
  { target, applied }: PlanContext,
): ResourcePlan {
  return planResource({
    resource,
    observation,
    fields: streamFields,
    wanted: desireStream(resource, target),
    applied,
    create,
    update,
    isLeaving: (found) => found.isDeleting,
    warn,
  });
}

function create(wanted: StreamFields): readonly StepDraft[] {
  const { mode, shards, tags } = wanted;
  const action: StreamAction = { kind: "create", mode, ...(shards !== undefined && { shards }), tags };
  const later = [
    ...retentionSteps(newStream.retentionHours, wanted.retentionHours, []),
    ...encryptionSteps(undefined, wanted.encryptionKeyId, []),
  ];
  return [step("kinesis:CreateStream", [], action), ...oneByOne(later, 1)];
}

/** Tags change a stream without making it busy; everything else does, so the next has to wait. */
function update(changes: readonly Change[], wanted: StreamFields, found: StreamFound): readonly StepDraft[] {
  const shards = changesAt(changes, "shards");
  const retention = changesAt(changes, "retentionHours");
  const encryption = changesAt(changes, "encryptionKeyId");
  const { fields } = found;
  return [
    ...tagSteps(changes),
    ...oneByOne(
      [
        ...changesAt(changes, "mode").map((change) =>
          step("kinesis:UpdateStreamMode", [change], { kind: "mode", mode: wanted.mode }),
        ),
        ...(shards.length > 0 ? shardSteps(fields.shards ?? 1, wanted.shards ?? 1, shards) : []),
        ...(retention.length > 0
          ? retentionSteps(fields.retentionHours, wanted.retentionHours, retention)
          : []),
        ...(encryption.length > 0
          ? encryptionSteps(fields.encryptionKeyId, wanted.encryptionKeyId, encryption)
          : []),
      ],
      0,
    ),
  ];
}

function oneByOne(steps: readonly StepDraft[], firstStage: number): readonly StepDraft[] {
  return steps.map((draft, index) => ({ ...draft, stage: firstStage + index }));
}

function tagSteps(changes: readonly Change[]): readonly StepDraft[] {
  return [
    ...inParts(tagsToWrite(changes).changes).map((part) =>
      step("kinesis:AddTagsToStream", part, { kind: "tag", tags: tagsToWrite(part).tags }),
    ),
    ...inParts(tagsToRemove(changes).changes).map((part) =>
      step("kinesis:RemoveTagsFromStream", part, { kind: "untag", keys: tagsToRemove(part).keys }),
    ),
  ];
}

function inParts(changes: readonly Change[]): readonly (readonly Change[])[] {
  const count = Math.ceil(changes.length / tagsPerCall);
  return Array.from({ length: count }, (_, index) =>
    changes.slice(index * tagsPerCall, (index + 1) * tagsPerCall),
  );
}

function shardSteps(from: number, to: number, changes: readonly Change[]): readonly StepDraft[] {
  return shardLadder(from, to).map((shards) =>
    step("kinesis:UpdateShardCount", changes, { kind: "shards", shards }),
  );
}

function retentionSteps(from: number, to: number, changes: readonly Change[]): readonly StepDraft[] {
  if (from === to) return [];
  return to > from
    ? [step("kinesis:IncreaseStreamRetentionPeriod", changes, { kind: "lengthen", retentionHours: to })]
    : [step("kinesis:DecreaseStreamRetentionPeriod", changes, { kind: "shorten", retentionHours: to })];
}

function encryptionSteps(
  from: string | undefined,
  to: string | undefined,
  changes: readonly Change[],
): readonly StepDraft[] {
  if (to !== undefined)
    return [step("kinesis:StartStreamEncryption", changes, { kind: "encrypt", keyId: to })];
  if (from === undefined) return [];
  return [step("kinesis:StopStreamEncryption", changes, { kind: "stopEncrypting", keyId: from })];
}

function warn(changes: readonly Change[]): readonly string[] {
  return changesAt(changes, "retentionHours")
    .filter(({ from, to }) => Number(to) < Number(from))
    .map(({ from, to }) => `shortening retentionHours from ${from} to ${to} drops older records at once`);
}

function step(call: string, changes: readonly Change[], action: StreamAction): StepDraft {
  return { call, changes, action };
}
