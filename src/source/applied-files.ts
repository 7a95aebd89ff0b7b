import type { DesiredSet } from "../api/desired-set.ts";
import type { ResourceKey } from "../api/resource.ts";

/** The file that each resource was declared in. */
export type AppliedFiles = ReadonlyMap<ResourceKey, string>;

/**
 * What to remember after a reading. What a broken file declared before is kept, since it may declare it still;
 * what any other file no longer declares is forgotten.
 */
export function rememberFiles(before: AppliedFiles, { resources, diagnostics }: DesiredSet): AppliedFiles {
  const broken = new Set(diagnostics.filter(({ severity }) => severity === "error").map(({ file }) => file));
  const kept = [...before].filter(([, file]) => broken.has(file));
  const read = [...resources].map(([key, { source }]): [ResourceKey, string] => [key, source.file]);
  return new Map([...kept, ...read]);
}
