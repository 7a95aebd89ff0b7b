import { type KindField, writing } from "../../core/field-in-aws.ts";
import type { JsonValue } from "../../core/plan.ts";
import { tagField } from "../../core/tag-diff.ts";
import { newStream } from "./desired.ts";

const create = "kinesis:CreateStream";
const switchMode = writing("kinesis:UpdateStreamMode", "StreamModeDetails.StreamMode");
const scale = writing("kinesis:UpdateShardCount", "TargetShardCount");
const lengthen = writing("kinesis:IncreaseStreamRetentionPeriod", "RetentionPeriodHours");
const shorten = writing("kinesis:DecreaseStreamRetentionPeriod", "RetentionPeriodHours");
const encrypt = writing("kinesis:StartStreamEncryption", "KeyId");

/** Each change but of tags makes a stream busy: they are made one by one, ACTIVE between, in this order. */
export const streamFields: readonly KindField[] = [
  {
    path: "mode",
    aws: {
      create: writing(create, "StreamModeDetails.StreamMode"),
      update: [switchMode],
      reset: { ...switchMode, value: "PROVISIONED" },
      byDefault: "provisioned",
      seen: "list",
      echo: "absent is provisioned",
    },
  },
  {
    path: "shards",
    onlyIfDeclared: true,
    aws: {
      create: writing(create, "ShardCount"),
      update: [scale],
      reset: { ...scale, value: "1" },
      seen: "deep",
      echo: "the open shards, in provisioned mode only; at most doubled or halved by one call",
    },
  },
  {
    path: "retentionHours",
    aws: {
      create: lengthen,
      update: [lengthen, shorten],
      reset: { ...shorten, value: String(newStream.retentionHours) },
      byDefault: newStream.retentionHours,
      seen: "deep",
    },
  },
  {
    path: "encryptionKeyId",
    isSame: sameKey,
    aws: {
      create: encrypt,
      update: [encrypt],
      reset: { ...writing("kinesis:StopStreamEncryption", "KeyId"), value: "the key it had" },
      seen: "deep",
      echo: "a key's id and its ARN are the same key, an alias and its ARN too",
    },
  },
  {
    ...tagField,
    aws: {
      create: writing(create, "Tags"),
      update: [writing("kinesis:AddTagsToStream", "Tags")],
      reset: { ...writing("kinesis:RemoveTagsFromStream", "TagKeys"), value: "taken off" },
      seen: "list",
      echo: "of declared tags only; by the tagging index, and ListTagsForStream; ten a call",
    },
  },
];

/** A key goes by its id or its ARN, and by an alias or that one's ARN: which key an alias is, only KMS knows. */
function sameKey(wanted: JsonValue | undefined, found: JsonValue | undefined): boolean {
  if (typeof wanted !== "string" || typeof found !== "string") return wanted === found;
  return keyName(wanted) === keyName(found);
}

/** `alias/<name>`, or the id. */
function keyName(key: string): string {
  const resource = key.startsWith("arn:") ? key.split(":").slice(5).join(":") : key;
  return resource.replace(/^key\//, "");
}
