import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  RemoveTagsFromStreamCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
} from "@aws-sdk/client-kinesis";
import type { StreamResource } from "../../api/resource.ts";
import { streamArn } from "../../aws/arn.ts";
import type { SendOptions } from "../../aws/call.ts";
import { newStream, type StreamFields } from "./desired.ts";
import type { StreamReading } from "./observe.ts";
import type { StreamAction } from "./plan.ts";

/** The operation, and how it is sent. */
type Request = readonly [string, (options: SendOptions) => Promise<unknown>];
type Of<Kind extends StreamAction["kind"]> = Extract<StreamAction, { kind: Kind }>;

interface Named {
  readonly StreamName: string;
  readonly StreamARN: string;
}

/** @throws CallError */
export async function applyStream(
  { access, depths, pace, shownKeys }: StreamReading,
  action: StreamAction,
  { awsName }: StreamResource,
  signal: AbortSignal,
): Promise<undefined> {
  const { clients, call, target, ownerTags } = access;
  const arn = streamArn(target, awsName);
  const [operation, send] = toRequest(await clients.kinesis(), action, {
    StreamName: awsName,
    StreamARN: arn,
  });
  if (action.kind !== "tag" && action.kind !== "untag") depths.wrote(arn);
  await call(`kinesis:${operation}`, send, signal);

  if (action.kind === "create") {
    ownerTags.forget(arn);
    pace.began(arn);
    depths.keep(arn, { ...newStream, shards: action.shards ?? 1 });
  }
  if (action.kind === "encrypt") shownKeys.sent(arn, action.keyId);
  if (action.kind === "create" || action.kind === "tag") ownerTags.wrote(arn, action.tags);
  if (action.kind === "untag") ownerTags.tookOff(arn, action.keys);
}

function toRequest(kinesis: KinesisClient, action: StreamAction, { StreamName, StreamARN }: Named): Request {
  switch (action.kind) {
    case "create": {
      const { shards: ShardCount, tags: Tags } = action;
      const StreamModeDetails = { StreamMode: toMode(action.mode) };
      const command = new CreateStreamCommand({ StreamName, ShardCount, StreamModeDetails, Tags });
      return ["CreateStream", (options) => kinesis.send(command, options)];
    }
    case "mode": {
      const StreamModeDetails = { StreamMode: toMode(action.mode) };
      const command = new UpdateStreamModeCommand({ StreamARN, StreamModeDetails });
      return ["UpdateStreamMode", (options) => kinesis.send(command, options)];
    }
    case "shards": {
      const scaling = { TargetShardCount: action.shards, ScalingType: "UNIFORM_SCALING" } as const;
      const command = new UpdateShardCountCommand({ StreamName, ...scaling });
      return ["UpdateShardCount", (options) => kinesis.send(command, options)];
    }
    case "tag": {
      const command = new AddTagsToStreamCommand({ StreamName, Tags: action.tags });
      return ["AddTagsToStream", (options) => kinesis.send(command, options)];
    }
    case "untag": {
      const command = new RemoveTagsFromStreamCommand({ StreamName, TagKeys: [...action.keys] });
      return ["RemoveTagsFromStream", (options) => kinesis.send(command, options)];
    }
    default:
      return toFollowUp(kinesis, action, StreamName);
  }
}

function toFollowUp(
  kinesis: KinesisClient,
  action: Of<"lengthen" | "shorten" | "encrypt" | "stopEncrypting">,
  StreamName: string,
): Request {
  switch (action.kind) {
    case "lengthen": {
      const input = { StreamName, RetentionPeriodHours: action.retentionHours };
      const command = new IncreaseStreamRetentionPeriodCommand(input);
      return ["IncreaseStreamRetentionPeriod", (options) => kinesis.send(command, options)];
    }
    case "shorten": {
      const input = { StreamName, RetentionPeriodHours: action.retentionHours };
      const command = new DecreaseStreamRetentionPeriodCommand(input);
      return ["DecreaseStreamRetentionPeriod", (options) => kinesis.send(command, options)];
    }
    case "encrypt": {
      const input = { StreamName, EncryptionType: "KMS", KeyId: action.keyId } as const;
      const command = new StartStreamEncryptionCommand(input);
      return ["StartStreamEncryption", (options) => kinesis.send(command, options)];
    }
    case "stopEncrypting": {
      const input = { StreamName, EncryptionType: "KMS", KeyId: action.keyId } as const;
      const command = new StopStreamEncryptionCommand(input);
      return ["StopStreamEncryption", (options) => kinesis.send(command, options)];
    }
  }
}

function toMode(mode: StreamFields["mode"]): "ON_DEMAND" | "PROVISIONED" {
  return mode === "onDemand" ? "ON_DEMAND" : "PROVISIONED";
}
