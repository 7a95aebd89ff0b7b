import type { Tags } from "../api/resource.ts";
import { changesAt, entryKey, type Field, type State } from "./diff.ts";
import { instanceTag, type Owner, ownerTags, resourceTag } from "./ownership.ts";
import type { Change } from "./plan.ts";

/** Only declared tags are ours: those that cost tools or people add survive, and AWS's own cannot be written. */
export const tagField: Field = { path: "tags", map: "declared" };

/** The tags a resource is made with. An owner's tags cannot be declared away. */
export function wantedTags(declared: Tags, owner: Owner): Tags {
  return { ...declared, ...ownerTags(owner) };
}

/** Puts back what was ignored of an owner's tags: without them nobody would know whose the resource is. */
export function restoreOwnerTags<Wanted extends State>(kept: Wanted, wanted: State): Wanted {
  const declared = (wanted[tagField.path] ?? {}) as Tags;
  const owner = Object.entries(declared).filter(([name]) => name === instanceTag || name === resourceTag);
  if (owner.length === 0) return kept;
  const tags = { ...(kept[tagField.path] as Tags | undefined), ...Object.fromEntries(owner) };
  return { ...kept, [tagField.path]: tags };
}

/** The tags to write, of those changes that are to tags. */
export function tagsToWrite(changes: readonly Change[]): { changes: readonly Change[]; tags: Tags } {
  const own = changesAt(changes, tagField.path);
  return {
    changes: own,
    tags: Object.fromEntries(own.map((change) => [entryKey(change), String(change.to)])),
  };
}
