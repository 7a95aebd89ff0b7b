import type { Tags } from "../api/resource.ts";

/** AWS's lists of tags as a map. */
export function toTags(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Tags {
  return Object.fromEntries(
    list.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])),
  );
}

/** A map as AWS's lists of tags. */
export function fromTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
