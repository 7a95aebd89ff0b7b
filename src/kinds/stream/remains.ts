import type { ResourceKey } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { streamArn } from "../../aws/arn.ts";
import { absenceAsAbsent } from "../../aws/classify.ts";
import type { Identity, Remains } from "../../core/kind.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { toSteps } from "../../core/plan-resource.ts";
import { describeStream, readStreamTags, streamPollMs } from "./observe.ts";

export type StreamRemoval = { readonly kind: "delete" };

/** A stream is deleted only while it is ACTIVE, and keeps its name until it is gone. */
export function streamRemains(
  access: AwsAccess,
  key: ResourceKey,
  identity: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  return read(access, key, identity, signal).catch(absenceAsAbsent);
}

async function read(
  access: AwsAccess,
  key: ResourceKey,
  { awsName }: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  const { StreamStatus } = await describeStream(access, awsName, signal);
  const tags = await readStreamTags(access, awsName, signal);
  const reason = `the stream is ${StreamStatus}`;
  const action: StreamRemoval = { kind: "delete" };
  return {
    kind: "present",
    arn: streamArn(access.target, awsName),
    ownership: ownershipOf(tags, access.target.instance),
    ...(StreamStatus !== "ACTIVE" && { busy: { reason, afterMs: streamPollMs(access) } }),
    steps: toSteps(key, [{ call: "kinesis:DeleteStream", action }]),
  };
}
