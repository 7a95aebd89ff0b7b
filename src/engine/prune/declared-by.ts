import type { ResourceRow } from "../../core/resource-row.ts";

/**
 * Rows that these files alone declared, what their workflows brought along included: all that pruning by these
 * files may touch. A row of which an owner is in doubt is not among them.
 * @param files relative to PATH's folder, with `/`
 */
export function declaredOnlyBy(files: ReadonlySet<string>): (row: ResourceRow) => boolean {
  return ({ owners, source }) =>
    owners.length > 0 &&
    owners.every((owner) => files.has(owner) || (isWorkflow(owner) && files.has(source.file)));
}

/** Owners are files, or keys of workflows. */
function isWorkflow(owner: string): boolean {
  return /^[^/]+\/Workflow\/[^/]+$/.test(owner) && !/\.(ya?ml|cfg)$/.test(owner);
}
