import type { ResourceKey } from "../../api/resource.ts";
import type { Identity } from "../../core/kind.ts";
import type { Place } from "../../core/resource-row.ts";
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
 * under it, or what a subscription connects. Following would leave the old one behind, unowned.
 */
export function refuseMoved(deps: PassDeps, { resource, place, kind }: Work): Outcome | undefined {
  const row = deps.state.row(resource.key);
  if (row === undefined || row.state === "intent") return undefined;
  const was = whereabouts(row.place, row.identity);
  const is = whereabouts(place, kind.identityOf(resource));
  if (was === is) return undefined;
  const message = `it is ${was}, and is now declared as ${is}: undo that, or give it another name (retain and forget the old one first to keep it)`;
  return { kind: "refused", reason: "EnvironmentMoved", message };
}

function whereabouts({ accountId, region }: Place, { awsName, streamName, functionName }: Identity): string {
  const ends = streamName === undefined ? "" : ` (${streamName} to ${functionName})`;
  return `${awsName}${ends} in ${accountId}/${region}`;
}
