import type { ResourcePlan } from "../../core/plan.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { type Managed, managedBy } from "./after-pass.ts";
import { union } from "./declared-row.ts";
import type { RowContext } from "./pass-facts.ts";

/**
 * The row with the tags and optional fields that the plan's calls write counted as ours, to be stored before them:
 * were an answer lost, a later wish without them would take them for somebody else's, and leave them for ever.
 */
export function claimedRow(
  row: ResourceRow,
  work: RowContext["work"],
  { verdict, steps }: Pick<ResourcePlan, "verdict" | "steps">,
): ResourceRow {
  const written = new Set(steps.flatMap(({ changes }) => changes.map(({ path }) => path)));
  const isWritten = (path: string) =>
    verdict.kind === "create" || [...written].some((one) => one === path || one.startsWith(`${path}.`));
  const ours: Managed = managedBy(work);
  const tags = ours.managedTagKeys.filter((tag) => isWritten(`tags.${tag}`));
  return {
    ...row,
    managedTagKeys: union(row.managedTagKeys, tags),
    managedFields: union(row.managedFields, ours.managedFields.filter(isWritten)),
  };
}
