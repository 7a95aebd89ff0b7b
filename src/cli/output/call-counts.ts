import type { CallCounts } from "../../core/progress.ts";
import { plural } from "./resource-label.ts";

const purposes = {
  create: "to create",
  update: "to update",
  adopt: "to adopt",
  delete: "to delete",
} as const;
type Writing = keyof typeof purposes;

/** `41 calls (39 to create, 2 to update)` */
export function formatCallCounts(counts: CallCounts): string {
  const total = Object.values(counts).reduce((sum, calls) => sum + calls, 0);
  const parts = writing.flatMap((verdict) => {
    const calls = counts[verdict] ?? 0;
    return calls === 0 ? [] : [`${calls} ${purposes[verdict]}`];
  });
  return plural(total, "call") + (parts.length > 0 ? ` (${parts.join(", ")})` : "");
}

const writing: readonly Writing[] = ["create", "update", "adopt", "delete"];
