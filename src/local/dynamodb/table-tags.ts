import { AwsError } from "../aws-error.ts";
import { readMembers } from "../members.ts";
import type { JsonObject } from "../service.ts";
import { DIALECT } from "./dialect.ts";

/** Source: DynamoDB API model. */
const MAX_TAGS = 50;

/** A `Tags` member as a record. @throws AwsError `ValidationException` */
export function readTags(tags: readonly JsonObject[]): Record<string, string> {
  return Object.fromEntries(
    tags.map((tag) => {
      const members = readMembers(tag, ["Key", "Value"], DIALECT);
      return [members.requiredText("Key", { min: 1, max: 128 }), members.requiredText("Value", { max: 256 })];
    }),
  );
}

export function toTagList(tags: Readonly<Record<string, string>>): JsonObject[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** @throws AwsError `ValidationException` beyond 50 tags */
export function mergeTags(
  old: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const merged = { ...old, ...added };
  if (Object.keys(merged).length > MAX_TAGS) {
    throw new AwsError("ValidationException", `Too many tags: at most ${MAX_TAGS} a table`);
  }
  return merged;
}
