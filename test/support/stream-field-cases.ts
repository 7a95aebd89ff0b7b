import { StartStreamEncryptionCommand, UpdateStreamModeCommand } from "@aws-sdk/client-kinesis";
import { accountId, type FieldCase, region } from "./field-cases.ts";

const keyIds = ["11111111-2222-3333-4444-555555555555", "alias/ours"] as const;
const times = (count: number, call: string) => Array<string>(count).fill(call);

export const streamCases: readonly FieldCase[] = [
  {
    manifest: "Stream",
    covers: ["mode"],
    field: "Stream.mode",
    without: { shards: 4 },
    specs: [{ mode: "provisioned" }, { mode: "onDemand", shards: undefined }],
    shows: [
      { StreamModeDetails: { StreamMode: "PROVISIONED" }, OpenShardCount: 4 },
      { StreamModeDetails: { StreamMode: "ON_DEMAND" } },
    ],
    meddle: ({ kinesis }) => {
      const StreamARN = `arn:aws:kinesis:${region}:${accountId}:stream/Words`;
      const StreamModeDetails = { StreamMode: "PROVISIONED" } as const;
      return kinesis.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails }));
    },
  },
  {
    manifest: "Stream",
    covers: ["shards"],
    field: "Stream.shards",
    specs: [{ shards: 4 }, { shards: 3 }],
    shows: [{ OpenShardCount: 4 }, { OpenShardCount: 3 }],
    calls: { reset: times(2, "kinesis:UpdateShardCount") },
  },
  {
    manifest: "Stream",
    covers: ["retentionHours"],
    field: "Stream.retentionHours",
    specs: [{ retentionHours: 30 }, { retentionHours: 36 }],
    shows: [{ RetentionPeriodHours: 30 }, { RetentionPeriodHours: 36 }],
    calls: { correct: ["kinesis:DecreaseStreamRetentionPeriod"] },
  },
  {
    manifest: "Stream",
    covers: ["encryption", "encryption.keyId"],
    field: "Stream.encryptionKeyId",
    specs: [{ encryption: { keyId: keyIds[0] } }, { encryption: { keyId: keyIds[1] } }],
    shows: [
      { EncryptionType: "KMS", KeyId: keyIds[0] },
      { EncryptionType: "KMS", KeyId: keyIds[1] },
    ],
    meddle: ({ kinesis }) => {
      const input = { StreamName: "Words", EncryptionType: "KMS", KeyId: "alias/theirs" } as const;
      return kinesis.send(new StartStreamEncryptionCommand(input));
    },
  },
  {
    manifest: "Stream",
    covers: ["tags"],
    field: "Stream.tags",
    specs: [{ tags: { team: "x" } }, { tags: { team: "y" } }],
    shows: [{ Tags: { team: "x" } }, { Tags: { team: "y" } }],
  },
];
