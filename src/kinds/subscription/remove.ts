import { DeleteEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import type { AwsAccess } from "../../aws/access.ts";
import { mappingArn } from "../../aws/arn.ts";
import { absenceAsNothing } from "../../aws/classify.ts";
import type { SubscriptionRemoval } from "./remains.ts";

/** @throws CallError */
export async function removeSubscription(
  { clients, call, target, ownerTags }: AwsAccess,
  { uuid: UUID }: SubscriptionRemoval,
  signal: AbortSignal,
): Promise<void> {
  const lambda = await clients.lambda();
  const command = new DeleteEventSourceMappingCommand({ UUID });
  const name = "lambda:DeleteEventSourceMapping";
  await call(name, (options) => lambda.send(command, options), signal).catch(absenceAsNothing);
  ownerTags.forget(mappingArn(target, UUID));
}
