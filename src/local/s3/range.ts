import { AwsError } from "../aws-error.ts";

/** Bytes of an object, both ends inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a `Range` header: `bytes=0-9`, `bytes=10-` or `bytes=-10`.
 * @returns undefined when the whole object is meant, as for anything S3 does not understand, such as several ranges
 * @throws AwsError `InvalidRange` when it lies behind the object's end
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || from + to === "") return undefined;
  const first = from === "" ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === "" || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (from !== "" && to !== "" && Number(to) < first) return undefined;
  if (first >= sizeBytes) {
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
      ActualObjectSize: sizeBytes,
    });
  }
  return { first, last };
}
