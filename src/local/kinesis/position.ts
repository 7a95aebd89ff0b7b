/** Where in a shard to read from. */
export type Position =
  | { readonly kind: "TRIM_HORIZON" }
  | { readonly kind: "LATEST" }
  | { readonly kind: "AT_TIMESTAMP"; readonly timestampMs: number }
  | { readonly kind: "AT_SEQUENCE_NUMBER"; readonly sequenceNumber: string }
  | After;

interface After {
  readonly kind: "AFTER_SEQUENCE_NUMBER";
  readonly sequenceNumber: string;
}

/** Where the next read starts. @param last the shard's highest readable sequence number */
export function positionAfter<From extends Position>(
  from: From,
  records: readonly { readonly sequenceNumber: string }[],
  last: string,
): From | After {
  const newest = records.at(-1);
  if (newest !== undefined) return { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: newest.sequenceNumber };
  return from.kind === "LATEST" ? { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: last } : from;
}
