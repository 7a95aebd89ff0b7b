import type { SubscriptionResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionArn, mappingArn, streamArn } from "../../aws/arn.ts";
import { mappingIdentity } from "../../aws/fleet/mappings.ts";
import { deferListing, nextListing } from "../../aws/fleet/worth-listing.ts";
import { readLambdaTags } from "../../aws/lambda-tags.ts";
import type { Freshness } from "../../core/kind.ts";
import { type NextLook, type Observation, unseen } from "../../core/observation.ts";
import { ownershipOf } from "../../core/ownership.ts";
import type { SettleEstimate } from "../../core/settle-estimate.ts";
import { awsNameOf, type KindPorts } from "../ports.ts";
import { healthOf, problemOf, toSubscriptionFields, unreadableOf } from "./normalise.ts";
import type { SubscriptionFound } from "./plan.ts";

export interface SubscriptionReading {
  readonly access: AwsAccess;
  readonly ports: Pick<KindPorts, "resources">;
  /** How long mappings stay in Creating here. */
  readonly pace: SettleEstimate;
}

/** What a mapping connects. */
export interface MappingEnds {
  readonly EventSourceArn?: string | undefined;
  readonly FunctionArn?: string | undefined;
}

/** What the resource's mapping is known by in the shared list. */
export function identityIn(
  { access: { target }, ports }: SubscriptionReading,
  { spec }: SubscriptionResource,
): string {
  const stream = streamArn(target, awsNameOf(ports, spec.stream));
  return mappingIdentity(stream, functionArn(target, awsNameOf(ports, spec.function)));
}

/** With the next list that is likely to show it settled. */
export function nextLook({ access, pace }: SubscriptionReading, identity: string): NextLook {
  return nextListing(access.clock, access.fleet.mappings, pace.untilLookMs(identity));
}

/** Nothing waits for a mapping but whoever waits for the flow: what others wait to make comes first. */
export function deferLook({ access, pace }: SubscriptionReading, identity: string): NextLook | undefined {
  const { mappings } = access.fleet;
  const sinceMs = pace.unseenSinceMs(identity);
  const isListed = sinceMs === undefined || (mappings.begunAtMs() ?? 0) > sinceMs;
  if (isListed || !access.isBusy("lambda", "ListEventSourceMappings")) return undefined;
  return deferListing(access.clock, mappings);
}

/** From the shared list, where a mapping is found by its stream and function: its id is AWS's own. */
export async function observeSubscription(
  reading: SubscriptionReading,
  resource: SubscriptionResource,
  { newerThan, deep }: Freshness,
): Promise<Observation<SubscriptionFound>> {
  const { access, pace } = reading;
  const { fleet, target, ownerTags } = access;
  const identity = identityIn(reading, resource);
  const mappings = await fleet.mappings.get(newerThan);
  if (mappings.kind === "unknown") return unseen(mappings);
  const row = mappings.rows.get(identity);
  if (row?.UUID === undefined) return { kind: "absent" };
  pace.seen(identity, row.State === "Creating" ? "unsettled" : "settled", mappings.startedAtMs);

  const arn = mappingArn(target, row.UUID);
  const read = () => readLambdaTags(access, arn);
  const query = { arn, incarnation: row.UUID, newerThan, index: "mappings", read } as const;
  const found = await ownerTags.find(deep ? { ...query, anew: "service" } : query);
  if (found.kind === "unknown") return unseen(found);
  const problem = problemOf(row);
  const state: SubscriptionFound = {
    fields: toSubscriptionFields(row, found.tags),
    unreadable: unreadableOf(row),
    uuid: row.UUID,
    isDeleting: row.State === "Deleting",
    ...(problem !== undefined && { problem }),
  };
  const health = healthOf(row, nextLook(reading, identity));
  const ownership = ownershipOf(found.tags, target.instance);
  return { kind: "present", arn, ownership, state, health };
}
