import { type EventSourceMappingConfiguration, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import type { ResourceKey } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionArn, mappingArn, streamArn, withoutLatest } from "../../aws/arn.ts";
import { absenceAsAbsent } from "../../aws/classify.ts";
import { allPages } from "../../aws/fleet/pages.ts";
import { readLambdaTags } from "../../aws/lambda-tags.ts";
import type { Identity, Remains } from "../../core/kind.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { toSteps } from "../../core/plan-resource.ts";
import { healthOf } from "./normalise.ts";

export type SubscriptionRemoval = { readonly kind: "delete"; readonly uuid: string };

/** A mapping in transition is soon settled. */
const pollMs = 2_000;

/** Found by what it connects; a mapping outlives both, and is deleted only while it is settled. */
export function subscriptionRemains(
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
  { streamName, functionName }: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  if (streamName === undefined || functionName === undefined) throw new Error(`${key} connects nothing`);
  const { target } = access;
  const mappings = await mappingsOf(access, streamArn(target, streamName), signal);
  const lambda = functionArn(target, functionName);
  const row = mappings.find(({ FunctionArn = "" }) => withoutLatest(FunctionArn) === lambda);
  if (row?.UUID === undefined) return { kind: "absent" };

  const arn = mappingArn(target, row.UUID);
  const tags = await readLambdaTags(access, arn, signal);
  const health = healthOf(row, { afterMs: pollMs });
  const action: SubscriptionRemoval = { kind: "delete", uuid: row.UUID };
  return {
    kind: "present",
    arn,
    ownership: ownershipOf(tags, target.instance),
    ...(health.kind === "progressing" && { busy: { reason: health.reason, afterMs: health.afterMs } }),
    steps: toSteps(key, [{ call: "lambda:DeleteEventSourceMapping", action }]),
  };
}

/** Not by the function's name too: of a function that is gone, AWS might know no mappings, yet they stay. */
function mappingsOf(
  { clients, clock, call }: AwsAccess,
  EventSourceArn: string,
  signal: AbortSignal,
): Promise<readonly EventSourceMappingConfiguration[]> {
  const name = "lambda:ListEventSourceMappings";
  return allPages(clock, name, async (Marker) => {
    const lambda = await clients.lambda();
    const command = new ListEventSourceMappingsCommand({ EventSourceArn, Marker });
    const answer = await call(name, (options) => lambda.send(command, options), signal);
    return { items: answer.EventSourceMappings ?? [], next: answer.NextMarker };
  });
}
