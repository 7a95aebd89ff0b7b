import type { KindRights } from "../../core/rights.ts";

const encrypt = "kinesis:StartStreamEncryption";

/** What the calls on streams need. */
export const streamRights: KindRights = {
  read: [
    { actions: ["kinesis:ListStreams"], on: "any" },
    { actions: ["kinesis:DescribeStreamSummary", "kinesis:ListTagsForStream"], on: "own-streams" },
    { actions: ["tag:GetResources"], on: "any" },
  ],
  write: [
    {
      actions: [
        "kinesis:AddTagsToStream",
        "kinesis:CreateStream",
        "kinesis:DecreaseStreamRetentionPeriod",
        "kinesis:IncreaseStreamRetentionPeriod",
        "kinesis:RemoveTagsFromStream",
      ],
      on: "own-streams",
    },
    { actions: ["kinesis:DeleteStream"], on: "own-streams", when: ["of-this-instance"] },
    // Both the stream and the key are resources of these.
    { actions: [encrypt, "kinesis:StopStreamEncryption"], on: ["own-streams", "account-keys"] },
    { actions: ["kms:DescribeKey"], on: "account-keys", within: [encrypt] },
    // The reference has no resource type for them, though each is of one stream.
    { actions: ["kinesis:UpdateShardCount", "kinesis:UpdateStreamMode"], on: "any" },
  ],
};
