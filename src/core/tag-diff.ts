import type { Tags } from "../api/resource.ts";
import { compareText } from "./canonical.ts";
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
  const owner = Object.entries(declared).filter(([name]) => isOwnerTag(name));
  if (owner.length === 0) return kept;
  const tags = { ...(kept[tagField.path] as Tags | undefined), ...Object.fromEntries(owner) };
  return { ...kept, [tagField.path]: tags };
}

/**
 * Tags to take off: we wrote them, and they are no longer declared. What the policy ignores is among the wanted.
 * @param written names of the tags last applied
 */
export function droppedTags(wanted: State, found: State, written: readonly string[]): readonly Change[] {
  const kept = (wanted[tagField.path] ?? {}) as Tags;
  const present = (found[tagField.path] ?? {}) as Tags;
  return written
    .filter((name) => !isOwnerTag(name) && !Object.hasOwn(kept, name) && Object.hasOwn(present, name))
    .sort(compareText)
    .map((name) => ({ path: `${tagField.path}.${name}`, from: present[name], to: undefined }));
}

/** The tags to take off, of those changes that are to tags. */
export function tagsToRemove(changes: readonly Change[]): { changes: readonly Change[]; keys: string[] } {
  const own = changesAt(changes, tagField.path).filter(({ to }) => to === undefined);
  return { changes: own, keys: own.map(entryKey) };
}

/** The tags to write, of those changes that are to tags. */
export function tagsToWrite(changes: readonly Change[]): { changes: readonly Change[]; tags: Tags } {
  const own = changesAt(changes, tagField.path).filter(({ to }) => to !== undefined);
  return {
    changes: own,
    tags: Object.fromEntries(own.map((change) => [entryKey(change), String(change.to)])),
  };
}

function isOwnerTag(name: string): boolean {
  return name === instanceTag || name === resourceTag;
}
