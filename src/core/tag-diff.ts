import type { Tags } from "../api/resource.ts";
import { changesAt, entryKey, type Field } from "./diff.ts";
import { type Owner, ownerTags } from "./ownership.ts";
import type { Change } from "./plan.ts";

/** Only declared tags are ours: those that cost tools or people add survive, and AWS's own cannot be written. */
export const tagField: Field = { path: "tags", map: "declared" };

/** The tags a resource is made with. An owner's tags cannot be declared away. */
export function wantedTags(declared: Tags, owner: Owner): Tags {
  return { ...declared, ...ownerTags(owner) };
}

/** The tags to write, of those changes that are to tags. */
export function tagsToWrite(changes: readonly Change[]): { changes: readonly Change[]; tags: Tags } {
  const own = changesAt(changes, tagField.path);
  return {
    changes: own,
    tags: Object.fromEntries(own.map((change) => [entryKey(change), String(change.to)])),
  };
}
