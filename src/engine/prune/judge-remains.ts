import type { ResourceKey } from "../../api/resource.ts";
import type { Remains } from "../../core/kind.ts";
import { tagValue } from "../../core/ownership.ts";
import type { Step } from "../../core/plan.ts";
import type { ResourceRow } from "../../core/resource-row.ts";

/** What may be done about what AWS still holds of a row. */
export type RemainsVerdict =
  | { readonly kind: "absent" }
  /** Whose it is could not be read: nothing is deleted on doubt. */
  | { readonly kind: "doubtful"; readonly reason: string }
  | { readonly kind: "not-ours"; readonly message: string }
  /** Ours, under another key that is known. */
  | { readonly kind: "moved"; readonly to: ResourceKey }
  | { readonly kind: "busy"; readonly reason: string; readonly afterMs: number }
  | { readonly kind: "removable"; readonly steps: readonly Step[] };

/** @param keyOf the key that a tag names, if it is declared or has a row */
export function judgeRemains(
  row: ResourceRow,
  remains: Remains,
  keyOf: (tag: string) => ResourceKey | undefined,
): RemainsVerdict {
  if (remains.kind === "absent") return remains;
  const { ownership, busy, steps } = remains;
  switch (ownership.kind) {
    case "unknown":
      return { kind: "doubtful", reason: `its tags could not be read: ${ownership.reason}` };
    case "unowned":
      return { kind: "not-ours", message: "it carries no owner's tags" };
    case "foreign":
      return { kind: "not-ours", message: `it belongs to ${ownership.owner}` };
    case "ours": {
      const isOther = ownership.resource !== tagValue(row.key);
      const to = isOther ? keyOf(ownership.resource) : undefined;
      if (to !== undefined) return { kind: "moved", to };
      return busy === undefined ? { kind: "removable", steps } : { kind: "busy", ...busy };
    }
  }
}
