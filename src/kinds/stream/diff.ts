import type { Field } from "../../core/diff.ts";
import type { JsonValue } from "../../core/plan.ts";
import { tagField } from "../../core/tag-diff.ts";

export const streamFields: readonly Field[] = [
  { path: "mode" },
  { path: "shards", onlyIfDeclared: true },
  { path: "retentionHours" },
  { path: "encryptionKeyId", isSame: sameKey },
  tagField,
];

/**
 * A key goes by its id, its ARN, or an alias and that one's ARN. Whether an alias and an id are the same key
 * only KMS knows, so they are taken to be: else every pass would encrypt anew.
 */
function sameKey(wanted: JsonValue | undefined, found: JsonValue | undefined): boolean {
  if (typeof wanted !== "string" || typeof found !== "string") return wanted === found;
  const [a, b] = [keyName(wanted), keyName(found)];
  return a === b || a.startsWith("alias/") !== b.startsWith("alias/");
}

/** `alias/<name>`, or the id. */
function keyName(key: string): string {
  const resource = key.startsWith("arn:") ? key.split(":").slice(5).join(":") : key;
  return resource.replace(/^key\//, "");
}
