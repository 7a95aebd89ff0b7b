import type { SubscriptionResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionArn, mappingArn, streamArn } from "../../aws/arn.ts";
import { mappingIdentity } from "../../aws/fleet/mappings.ts";
import { listingPeriodMs } from "../../aws/fleet/worth-listing.ts";
import { readLambdaTags } from "../../aws/lambda-tags.ts";
import type { Freshness } from "../../core/kind.ts";
import type { Observation } from "../../core/observation.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { awsNameOf, type KindPorts } from "../ports.ts";
import { healthOf, problemOf, toSubscriptionFields, unreadableOf } from "./normalise.ts";
import type { SubscriptionFound } from "./plan.ts";

export interface SubscriptionReading {
  readonly access: AwsAccess;
  readonly ports: Pick<KindPorts, "resources">;
}

/** What a mapping connects. */
export interface MappingEnds {
  readonly EventSourceArn?: string | undefined;
  readonly FunctionArn?: string | undefined;
}

/** From the shared list, where a mapping is found by its stream and function: its id is AWS's own. */
export async function observeSubscription(
  { access, ports }: SubscriptionReading,
  { spec }: SubscriptionResource,
  { newerThan, deep }: Freshness,
): Promise<Observation<SubscriptionFound>> {
  const { fleet, target, ownerTags } = access;
  const stream = streamArn(target, awsNameOf(ports, spec.stream));
  const lambda = functionArn(target, awsNameOf(ports, spec.function));
  const mappings = await fleet.mappings.get(newerThan);
  if (mappings.kind === "unknown") return { kind: "unknown", reason: mappings.reason };
  const row = mappings.rows.get(mappingIdentity(stream, lambda));
  if (row?.UUID === undefined) return { kind: "absent" };

  const arn = mappingArn(target, row.UUID);
  const read = () => readLambdaTags(access, arn);
  const query = { arn, incarnation: row.UUID, newerThan, index: "mappings", read } as const;
  const found = await ownerTags.find(deep ? { ...query, anew: "service" } : query);
  if (found.kind === "unknown") return { kind: "unknown", reason: found.reason };
  const problem = problemOf(row);
  const state: SubscriptionFound = {
    fields: toSubscriptionFields(row, found.tags),
    unreadable: unreadableOf(row),
    uuid: row.UUID,
    isDeleting: row.State === "Deleting",
    ...(problem !== undefined && { problem }),
  };
  const health = healthOf(row, listingPeriodMs(fleet.mappings));
  const ownership = ownershipOf(found.tags, target.instance);
  return { kind: "present", arn, ownership, state, health };
}
