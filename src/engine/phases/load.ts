import type { ResourceKey } from "../../api/resource.ts";
import type { PassDeps } from "../pass.ts";
import { toWork, type Work } from "../ports.ts";

/** The resource as it is wanted now; undefined when it no longer is. */
export function load(deps: PassDeps, key: ResourceKey): Work | undefined {
  const resource = deps.resources.get(key);
  return resource === undefined ? undefined : toWork(resource, deps.ports);
}
