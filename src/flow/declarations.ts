import type { Declaration, Path } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { Manifest, ManifestKind } from "../api/manifest.ts";

export type ManifestOf<Kind extends ManifestKind> = Extract<Manifest, { kind: Kind }>;

/** The declarations of one kind, in the order given. */
export function ofKind<Kind extends ManifestKind>(
  declarations: readonly Declaration<Manifest>[],
  kind: Kind,
): Declaration<ManifestOf<Kind>>[] {
  return declarations.filter((each): each is Declaration<ManifestOf<Kind>> => each.body.kind === kind);
}

/** A finding at a place in a declaration. */
export function finding(
  declaration: Declaration<unknown>,
  path: Path,
  found: Pick<Diagnostic, "code" | "message" | "suggestion"> & Partial<Pick<Diagnostic, "severity">>,
): Diagnostic {
  return { severity: "error", ...found, ...declaration.at(path) };
}
