import { createHash } from "node:crypto";
import type { ResourceKey } from "../../api/resource.ts";
import { compareText } from "../../core/canonical.ts";

/** SHA-256 (hex) of the keys, one a line, in order: what an approval is bound to. */
export function digestOf(keys: readonly ResourceKey[]): string {
  return createHash("sha256").update(keys.toSorted(compareText).join("\n")).digest("hex");
}
