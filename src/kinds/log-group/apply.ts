import {
  AssociateKmsKeyCommand,
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DeleteSubscriptionFilterCommand,
  DisassociateKmsKeyCommand,
  PutRetentionPolicyCommand,
  PutSubscriptionFilterCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogGroupResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { logGroupArn } from "../../aws/arn.ts";
import type { SendOptions } from "../../aws/call.ts";
import { filterName } from "./filter-name.ts";
import type { LogGroupReading } from "./observe.ts";
import type { LogGroupAction } from "./plan.ts";

/** The operation, and how it is sent. */
type Request = readonly [string, (options: SendOptions) => Promise<unknown>];
type Of<Kind extends LogGroupAction["kind"]> = Extract<LogGroupAction, { kind: Kind }>;

/** @throws CallError */
export async function applyLogGroup(
  { access, forwarding }: LogGroupReading,
  action: LogGroupAction,
  { awsName }: LogGroupResource,
  signal: AbortSignal,
): Promise<undefined> {
  const arn = logGroupArn(access.target, awsName);
  const logs = await access.clients.logs();
  const [operation, send] = toRequest(logs, action, awsName, arn);
  if (action.kind === "forward" || action.kind === "stopForwarding") forwarding.forget(arn);
  await access.call(`logs:${operation}`, send, signal);
  noteTags(access, action, arn);
}

function noteTags({ ownerTags }: AwsAccess, action: LogGroupAction, arn: string): void {
  if (action.kind === "create") ownerTags.forget(arn);
  if (action.kind === "create" || action.kind === "tag") ownerTags.wrote(arn, action.tags);
  if (action.kind === "untag") ownerTags.tookOff(arn, action.keys);
}

function toRequest(
  logs: CloudWatchLogsClient,
  action: LogGroupAction,
  logGroupName: string,
  arn: string,
): Request {
  switch (action.kind) {
    case "create": {
      const { kmsKeyArn: kmsKeyId, tags } = action;
      const command = new CreateLogGroupCommand({ logGroupName, kmsKeyId, tags });
      return ["CreateLogGroup", (options) => logs.send(command, options)];
    }
    case "retain": {
      const command = new PutRetentionPolicyCommand({ logGroupName, retentionInDays: action.days });
      return ["PutRetentionPolicy", (options) => logs.send(command, options)];
    }
    case "retainForEver": {
      const command = new DeleteRetentionPolicyCommand({ logGroupName });
      return ["DeleteRetentionPolicy", (options) => logs.send(command, options)];
    }
    case "tag": {
      const command = new TagResourceCommand({ resourceArn: arn, tags: action.tags });
      return ["TagResource", (options) => logs.send(command, options)];
    }
    case "untag": {
      const command = new UntagResourceCommand({ resourceArn: arn, tagKeys: [...action.keys] });
      return ["UntagResource", (options) => logs.send(command, options)];
    }
    default:
      return toRoutingRequest(logs, action, logGroupName);
  }
}

function toRoutingRequest(
  logs: CloudWatchLogsClient,
  action: Of<"encrypt" | "stopEncrypting" | "forward" | "stopForwarding">,
  logGroupName: string,
): Request {
  switch (action.kind) {
    case "encrypt": {
      const command = new AssociateKmsKeyCommand({ logGroupName, kmsKeyId: action.kmsKeyArn });
      return ["AssociateKmsKey", (options) => logs.send(command, options)];
    }
    case "stopEncrypting": {
      const command = new DisassociateKmsKeyCommand({ logGroupName });
      return ["DisassociateKmsKey", (options) => logs.send(command, options)];
    }
    case "forward": {
      const { arn: destinationArn, roleArn, filterPattern } = action.destination;
      const input = { logGroupName, filterName, destinationArn, roleArn, filterPattern };
      const command = new PutSubscriptionFilterCommand(input);
      return ["PutSubscriptionFilter", (options) => logs.send(command, options)];
    }
    case "stopForwarding": {
      const command = new DeleteSubscriptionFilterCommand({ logGroupName, filterName });
      const send = (options: SendOptions) => logs.send(command, options);
      return ["DeleteSubscriptionFilter", send];
    }
  }
}
