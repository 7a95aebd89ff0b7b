import {
  CreateEventSourceMappingCommand,
  type EventSourcePosition,
  type LambdaClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import type { AwsAccess } from "../../aws/access.ts";
import { mappingArn } from "../../aws/arn.ts";
import type { SubscriptionAction } from "./plan.ts";
import { toNewSettings, toSettings } from "./settings.ts";

type Of<Kind extends SubscriptionAction["kind"]> = Extract<SubscriptionAction, { kind: Kind }>;

/** @throws CallError */
export async function applySubscription(
  access: AwsAccess,
  action: SubscriptionAction,
  signal: AbortSignal,
): Promise<undefined> {
  const lambda = await access.clients.lambda();
  switch (action.kind) {
    case "create":
      return create(access, lambda, action, signal);
    case "update": {
      const settings = toSettings(action.fields, action.only);
      const command = new UpdateEventSourceMappingCommand({ ...settings, UUID: action.uuid });
      const name = "lambda:UpdateEventSourceMapping";
      await access.call(name, (options) => lambda.send(command, options), signal);
      return;
    }
    case "tag": {
      const arn = mappingArn(access.target, action.uuid);
      const command = new TagResourceCommand({ Resource: arn, Tags: action.tags });
      await access.call("lambda:TagResource", (options) => lambda.send(command, options), signal);
      access.ownerTags.wrote(arn, action.tags);
      return;
    }
    case "untag": {
      const arn = mappingArn(access.target, action.uuid);
      const command = new UntagResourceCommand({ Resource: arn, TagKeys: [...action.keys] });
      await access.call("lambda:UntagResource", (options) => lambda.send(command, options), signal);
      access.ownerTags.tookOff(arn, action.keys);
      return;
    }
  }
}

async function create(
  { call, ownerTags, target }: AwsAccess,
  lambda: LambdaClient,
  { streamArn, functionArn, fields, fromMs }: Of<"create">,
  signal: AbortSignal,
): Promise<undefined> {
  const command = new CreateEventSourceMappingCommand({
    ...toNewSettings(fields),
    EventSourceArn: streamArn,
    FunctionName: functionArn,
    ...(fromMs === undefined
      ? { StartingPosition: fields.startingPosition as EventSourcePosition }
      : { StartingPosition: "AT_TIMESTAMP" as const, StartingPositionTimestamp: new Date(fromMs) }),
    Tags: fields.tags,
  });
  const name = "lambda:CreateEventSourceMapping";
  const { UUID } = await call(name, (options) => lambda.send(command, options), signal);
  if (UUID !== undefined) ownerTags.wrote(mappingArn(target, UUID), fields.tags);
}
