import { DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { logGroupArn } from "../../aws/arn.ts";
import { absenceAsNothing } from "../../aws/classify.ts";
import type { Identity } from "../../core/kind.ts";
import type { LogGroupReading } from "./observe.ts";

/** @throws CallError */
export async function removeLogGroup(
  { access, forwarding }: LogGroupReading,
  { awsName: logGroupName }: Identity,
  signal: AbortSignal,
): Promise<void> {
  const { clients, call, target, ownerTags } = access;
  const arn = logGroupArn(target, logGroupName);
  const logs = await clients.logs();
  const command = new DeleteLogGroupCommand({ logGroupName });
  const name = "logs:DeleteLogGroup";
  await call(name, (options) => logs.send(command, options), signal).catch(absenceAsNothing);
  ownerTags.forget(arn);
  forwarding.forget(arn);
}
