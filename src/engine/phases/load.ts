import type { Resource, ResourceKey } from "../../api/resource.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import type { Outcome } from "../outcome.ts";
import type { PassDeps } from "../pass.ts";
import { toWork, type Work } from "../ports.ts";

/** The resource as it is wanted now; undefined when it no longer is. @throws when its account cannot be reached */
export function load(deps: PassDeps, key: ResourceKey): Work | undefined {
  const resource = deps.desired.resources.get(key);
  return resource === undefined ? undefined : toWork(resource, deps.ports);
}

/**
 * Refused, when the declaration points somewhere else than the resource is: its account, region or name changed
 * under it. Following would leave the old one behind, unowned.
 */
export function refuseMoved(deps: PassDeps, { resource, place }: Work): Outcome | undefined {
  const row = deps.state.row(resource.key);
  if (row === undefined || row.state === "intent") return undefined;
  const was = whereabouts(row, row.awsName);
  const is = whereabouts({ place }, resource.awsName);
  if (was === is) return undefined;
  const message = `it is ${was}, and is now declared as ${is}: undo that, or give it another name (retain and forget the old one first to keep it)`;
  return { kind: "refused", reason: "EnvironmentMoved", message };
}

function whereabouts({ place }: Pick<ResourceRow, "place">, awsName: Resource["awsName"]): string {
  return `${awsName} in ${place.accountId}/${place.region}`;
}
