/** Something with tags, and whether it ever had others: the tagging API lists what was tagged once. */
export interface TaggedRow {
  readonly tags: Readonly<Record<string, string>>;
  /** Absent: no tag was ever taken away. */
  readonly wasTagged?: true;
}

/** What the tagging API learns of a resource. */
export interface TaggedResource extends TaggedRow {
  readonly arn: string;
}

export function taggedResource(arn: string, { tags, wasTagged }: TaggedRow): TaggedResource {
  return wasTagged === undefined ? { arn, tags } : { arn, tags, wasTagged };
}

/** The row without some of its tags; keys that are not there are passed over, as AWS does. */
export function untagged<Row extends TaggedRow>(row: Row, keys: readonly string[]): Row {
  const removed = new Set(keys);
  const kept = Object.entries(row.tags).filter(([key]) => !removed.has(key));
  if (kept.length === Object.keys(row.tags).length) return row;
  return { ...row, tags: Object.fromEntries(kept), wasTagged: true };
}
