import type { ResourceKey, Tags } from "../api/resource.ts";
import type { Ownership } from "./observation.ts";

/** The two tags that say whose a resource is. They go into the create call itself. */
export const instanceTag = "xflow.dev/instance";
export const resourceTag = "xflow.dev/resource";

export interface Owner {
  readonly instance: string;
  readonly resource: ResourceKey;
}

export function ownerTags({ instance, resource }: Owner): Tags {
  return { [instanceTag]: instance, [resourceTag]: tagValue(resource) };
}

/** Whose something is, by the tags on it. One of ours stays ours under whatever key it was made. */
export function ownershipOf(tags: Tags, instance: string): Ownership {
  const owner = tags[instanceTag];
  if (owner === undefined) return { kind: "unowned" };
  const resource = tags[resourceTag] ?? "";
  if (owner !== instance)
    return { kind: "foreign", owner: resource === "" ? owner : `${owner} (${resource})` };
  return { kind: "ours", resource: resource as ResourceKey };
}

/**
 * A key as a tag value: AWS allows letters, digits, spaces and `_.:/=+-@`, at most 256 of them. Keys are made
 * of names AWS accepts, so that hardly any is changed; two changed alike would still differ in their AWS names.
 */
export function tagValue(key: string): string {
  return key.replace(/[^\p{L}\p{N} _.:/=+\-@]/gu, "_").slice(0, 256);
}
