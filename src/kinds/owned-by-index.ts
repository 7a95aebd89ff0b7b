import type { PrimitiveKind, ResourceKey, Tags } from "../api/resource.ts";
import type { AwsAccess } from "../aws/access.ts";
import type { SharedList } from "../aws/fleet/shared-list.ts";
import type { Owned, OwnedListing } from "../core/kind.ts";
import { ownershipOf } from "../core/ownership.ts";

/** A kind whose resources the tagging index has by their ARNs. */
export interface IndexedKind {
  readonly kind: PrimitiveKind;
  /** What stands before the name in its ARNs, e.g. `:stream/`. */
  readonly marker: string;
  /** The list that has the one of this name, if there is one. */
  listOf(name: string): SharedList<unknown>;
}

/** What the tagging index has as ours and the service still lists: the index keeps what was deleted for a while. */
export async function ownedByIndex(
  { fleet, target }: Pick<AwsAccess, "fleet" | "target">,
  { kind, marker, listOf }: IndexedKind,
  newerThan: number,
): Promise<OwnedListing> {
  const index = await fleet.tagged.main.get(newerThan);
  if (index.kind === "unknown") return { kind: "unknown", reason: index.reason };
  const items: Owned[] = [];
  for (const [arn, tags] of index.rows) {
    const key = ownedKey(tags, target.instance, kind);
    if (key === undefined || !arn.includes(marker)) continue;
    const awsName = arn.slice(arn.indexOf(marker) + marker.length);
    const listing = await listOf(awsName).get(newerThan);
    if (listing.kind === "unknown") return { kind: "unknown", reason: listing.reason };
    if (listing.rows.has(awsName)) items.push({ key, arn, identity: { awsName } });
  }
  return { kind: "listed", items };
}

/** The key in an owner's tags; undefined: not ours, or of no such kind. */
export function ownedKey(tags: Tags, instance: string, kind: PrimitiveKind): ResourceKey | undefined {
  const ownership = ownershipOf(tags, instance);
  if (ownership.kind !== "ours") return undefined;
  return ownership.resource.split("/")[1] === kind ? ownership.resource : undefined;
}
