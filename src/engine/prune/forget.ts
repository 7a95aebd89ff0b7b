import type { ResourceRow } from "../../core/resource-row.ts";

export type ForgetVerdict =
  | { readonly kind: "allowed" }
  | { readonly kind: "refused"; readonly message: string };

/** Whether a row may be dropped on request: not while it is declared, since it would only come back. */
export function mayForget(row: ResourceRow, isDeclared: boolean): ForgetVerdict {
  if (!isDeclared) return { kind: "allowed" };
  const where = row.source.file === "" ? "" : ` in ${row.source.file}`;
  return {
    kind: "refused",
    message: `${row.key} is declared${where}: only what nobody declares is forgotten`,
  };
}
