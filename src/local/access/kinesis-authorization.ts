import { decodeToken } from "../opaque-token.ts";
import type { AccessContext } from "./access-request.ts";
import {
  type Authorization,
  anywhere,
  type CallToAuthorize,
  hasTags,
  type Needs,
  tagContext,
  tagKeyContext,
  textOf,
} from "./authorization.ts";

/** Rule: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Kinesis Data Streams". */
export const kinesisAuthorization: Authorization = {
  AddTagsToStream: onStream("kinesis:AddTagsToStream", ({ input }) => tagContext(input["Tags"])),
  CreateStream: (call) => {
    const resource = streamArn(call);
    const context = tagContext(call.input["Tags"]);
    const tagging = { action: "kinesis:AddTagsToStream", resource, context };
    return [
      { action: "kinesis:CreateStream", resource, context },
      ...(hasTags(call.input["Tags"]) ? [tagging] : []),
    ];
  },
  DecreaseStreamRetentionPeriod: onStream("kinesis:DecreaseStreamRetentionPeriod"),
  DeleteStream: onStream("kinesis:DeleteStream"),
  DescribeLimits: anywhere("kinesis:DescribeLimits"),
  DescribeStream: onStream("kinesis:DescribeStream"),
  DescribeStreamSummary: onStream("kinesis:DescribeStreamSummary"),
  DisableEnhancedMonitoring: onStream("kinesis:DisableEnhancedMonitoring"),
  EnableEnhancedMonitoring: onStream("kinesis:EnableEnhancedMonitoring"),
  GetRecords: onStream("kinesis:GetRecords"),
  GetShardIterator: onStream("kinesis:GetShardIterator"),
  IncreaseStreamRetentionPeriod: onStream("kinesis:IncreaseStreamRetentionPeriod"),
  ListShards: onStream("kinesis:ListShards"),
  ListStreams: anywhere("kinesis:ListStreams"),
  ListTagsForResource: onTagged("kinesis:ListTagsForResource", () => ({})),
  ListTagsForStream: onStream("kinesis:ListTagsForStream"),
  MergeShards: onStream("kinesis:MergeShards"),
  PutRecord: onStream("kinesis:PutRecord"),
  PutRecords: onStream("kinesis:PutRecords"),
  RemoveTagsFromStream: onStream("kinesis:RemoveTagsFromStream", ({ input }) =>
    tagKeyContext(input["TagKeys"]),
  ),
  SplitShard: onStream("kinesis:SplitShard"),
  StartStreamEncryption: onStream("kinesis:StartStreamEncryption"),
  StopStreamEncryption: onStream("kinesis:StopStreamEncryption"),
  TagResource: onTagged("kinesis:TagResource", ({ input }) => tagContext(input["Tags"])),
  UntagResource: onTagged("kinesis:UntagResource", ({ input }) => tagKeyContext(input["TagKeys"])),
  UpdateMaxRecordSize: onStream("kinesis:UpdateMaxRecordSize"),
  UpdateShardCount: onStream("kinesis:UpdateShardCount"),
  UpdateStreamMode: onStream("kinesis:UpdateStreamMode"),
};

function onStream(action: string, contextOf?: (call: CallToAuthorize) => AccessContext): Needs {
  return (call) => [{ action, resource: streamArn(call), context: contextOf?.(call) ?? {} }];
}

function onTagged(action: string, contextOf: (call: CallToAuthorize) => AccessContext): Needs {
  return (call) => [{ action, resource: textOf(call.input, "ResourceARN") ?? "", context: contextOf(call) }];
}

function streamArn({ input, region, accountId }: CallToAuthorize): string {
  const arn = textOf(input, "StreamARN");
  return arn ?? `arn:aws:kinesis:${region}:${accountId}:stream/${streamName(input) ?? ""}`;
}

/** What reads on with an iterator or a token names its stream in that alone; both begin with the name. */
function streamName(input: CallToAuthorize["input"]): string | undefined {
  return (
    textOf(input, "StreamName") ??
    decodeToken("iterator", textOf(input, "ShardIterator") ?? "")?.fields[0] ??
    decodeToken("shards", textOf(input, "NextToken") ?? "")?.fields[0]
  );
}
