import { DeleteStreamCommand } from "@aws-sdk/client-kinesis";
import { streamArn } from "../../aws/arn.ts";
import { absenceAsNothing } from "../../aws/classify.ts";
import type { Identity } from "../../core/kind.ts";
import type { StreamReading } from "./observe.ts";

/** Not while others have consumers registered on it: AWS refuses then. @throws CallError */
export async function removeStream(
  { access, depths }: StreamReading,
  { awsName }: Identity,
  signal: AbortSignal,
): Promise<void> {
  const { clients, call, target, ownerTags } = access;
  const arn = streamArn(target, awsName);
  const kinesis = await clients.kinesis();
  const command = new DeleteStreamCommand({ StreamName: awsName });
  const name = "kinesis:DeleteStream";
  await call(name, (options) => kinesis.send(command, options), signal).catch(absenceAsNothing);
  ownerTags.forget(arn);
  depths.forget(arn);
}
