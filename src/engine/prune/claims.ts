import type { Resource, ResourceKey } from "../../api/resource.ts";
import { canonical } from "../../core/canonical.ts";
import type { Identity } from "../../core/kind.ts";
import type { Place, ResourceRow } from "../../core/resource-row.ts";
import type { EnginePorts } from "../ports.ts";

export type ClaimantOf = (row: ResourceRow) => ResourceKey | undefined;

/**
 * Which declared resource means the thing in AWS that a row of another key stands for: a manifest that was renamed
 * or moved to another environment, while the name in AWS stayed. Such a thing must never be deleted for the old key.
 */
export function claimsOf(resources: Iterable<Resource>, ports: Pick<EnginePorts, "targetOf">): ClaimantOf {
  const claims = new Map<string, ResourceKey>();
  for (const resource of resources) {
    const { place, kinds } = ports.targetOf(resource.environment);
    const identity = kinds[resource.kind].identityOf(resource);
    claims.set(thingIn(place, resource.kind, identity), resource.key);
  }
  return (row) => {
    const claimant = claims.get(thingIn(row.place, row.kind, row.identity));
    return claimant === row.key ? undefined : claimant;
  };
}

/** What is one thing in AWS: a subscription is what it connects, everything else is its name. */
function thingIn(place: Place, kind: Resource["kind"], identity: Identity): string {
  const { awsName, streamName, functionName } = identity;
  const region = kind === "Role" ? "" : place.region;
  const name = kind === "Subscription" ? [streamName, functionName] : [awsName];
  return canonical([place.accountId, region, kind, ...name]);
}
