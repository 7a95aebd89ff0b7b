import { invalidParameter } from "./errors.ts";

const maxTags = 50;
const keyPattern = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const valuePattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/**
 * @returns the tags themselves
 * @throws AwsError InvalidParameterValueException for more than 50, or one that AWS would not take
 */
export function readTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(tags);
  if (entries.length > maxTags) {
    throw invalidParameter(`Number of tags exceeds resource tag limit. Max allowed tags: ${maxTags}`);
  }
  for (const [key, value] of entries) {
    if (!keyPattern.test(key)) throw invalidParameter(`Invalid tag key: ${key}`);
    if (!valuePattern.test(value)) throw invalidParameter(`Invalid value of tag ${key}`);
  }
  return tags;
}
