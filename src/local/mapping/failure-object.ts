import { randomUUID } from "node:crypto";
import type { FailureMessage } from "./ports.ts";

/** What lands in a bucket that is a failure destination. */
export interface FailureObject {
  readonly key: string;
  /** JSON: the metadata, and the records with it. */
  readonly body: string;
}

/**
 * An S3 destination gets the records too, under a key that sorts by mapping, shard and time.
 * @param now epoch milliseconds
 * Rule: AWS Lambda, "Retain discarded batch records", S3 destination.
 */
export function toFailureObject(
  { metadata, payload, ...origin }: FailureMessage,
  now: number,
): FailureObject {
  const [date = "", time = ""] = new Date(now).toISOString().slice(0, 19).split("T");
  const folder = `aws/lambda/${origin.mappingUuid}/${origin.shardId}/${date.replaceAll("-", "/")}`;
  return {
    key: `${folder}/${date}T${time.replaceAll(":", ".")}-${randomUUID()}`,
    body: JSON.stringify({ ...metadata, payload }),
  };
}
