import { mapOf, text } from "./input.ts";
import { invalidArgument } from "./target-stream.ts";

/** A stream's tags. Rule: Kinesis developer guide, tag restrictions: 50 per stream, no `aws:` keys. */
export type Tags = Readonly<Record<string, string>>;

const CHARACTERS = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@%]*";
export const tagKey = text({ min: 1, max: 128, pattern: CHARACTERS });
export const tagMap = mapOf(tagKey, text({ max: 256, pattern: CHARACTERS }), { min: 1, max: 200 });
const TAGS_PER_STREAM = 50;

/** @throws AwsError InvalidArgumentException */
export function initialTags(tags: Tags): Tags {
  return withTags({}, tags);
}

/** Given values replace those of the same key. @throws AwsError InvalidArgumentException */
export function withTags(tags: Tags, given: Tags): Tags {
  const reserved = Object.keys(given).find((key) => key.toLowerCase().startsWith("aws:"));
  if (reserved !== undefined)
    throw invalidArgument(`Tag key ${reserved} is reserved: keys must not start with aws:.`);
  const merged = { ...tags, ...given };
  if (Object.keys(merged).length > TAGS_PER_STREAM) {
    throw invalidArgument(`A given stream cannot have more than ${TAGS_PER_STREAM} tags associated with it.`);
  }
  return merged;
}
