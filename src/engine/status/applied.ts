import type { Resource } from "../../api/resource.ts";
import type { Applied } from "../../core/kind.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { hashVersion, sourceDigestOf, specHash } from "./spec-hash.ts";

/**
 * What the inventory knows of a resource, as far as planning needs it.
 * @param lastSeenMs when it was last seen in AWS, working
 */
export function appliedOf(
  row: ResourceRow | undefined,
  resource: Resource,
  lastSeenMs?: number,
): Applied | undefined {
  if (row === undefined) return undefined;
  return {
    isCurrent: isCurrent(row, resource),
    tagKeys: row.managedTagKeys,
    fields: row.managedFields,
    ...(lastSeenMs !== undefined && { lastSeenMs }),
  };
}

/**
 * Whether exactly this wish was applied whole: what differs now was changed by somebody else. A dependency that
 * came back under another ARN shows as such a difference too: rows keep no ARNs of what they refer to.
 */
export function isCurrent(row: ResourceRow | undefined, resource: Resource): boolean {
  return (
    row?.state === "present" &&
    row.hashVersion === hashVersion &&
    row.specHash === specHash(resource) &&
    row.sourceDigest === sourceDigestOf(resource)
  );
}

/** CodeSha256 of the last deployment, while the source is the one deployed then. */
export function expectedCodeOf(row: ResourceRow | undefined, resource: Resource): string | undefined {
  const digest = sourceDigestOf(resource);
  const isDeployed = digest !== undefined && row?.hashVersion === hashVersion && row.sourceDigest === digest;
  return isDeployed ? row.codeSha256 : undefined;
}
