import { invalidParameter } from "./errors.ts";

const maxTags = 50;
const keyPattern = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const valuePattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/**
 * Tags of a function or an event source mapping.
 * @returns the tags themselves
 * @throws AwsError InvalidParameterValueException for more than 50, or one that AWS would not take
 */
export function readTags(tags: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const entries = Object.entries(tags);
  if (entries.length > maxTags) {
    throw invalidParameter(`Number of tags exceeds resource tag limit. Max allowed tags: ${maxTags}`);
  }
  return Object.fromEntries(entries.map(([key, value]) => [readKey(key), readValue(key, value)]));
}

function readKey(key: string): string {
  if (!keyPattern.test(key)) throw invalidParameter(`Invalid tag key: ${key}`);
  return key;
}

function readValue(key: string, value: unknown): string {
  if (typeof value === "string" && valuePattern.test(value)) return value;
  throw invalidParameter(`Invalid value of tag ${key}`);
}
