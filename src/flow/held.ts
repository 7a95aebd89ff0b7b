import type { ResourceKey } from "../api/resource.ts";
import type { Candidate } from "./candidate.ts";
import type { ExpandInput } from "./expand-input.ts";

export type IsHeld = (key: ResourceKey) => boolean;

/**
 * What exists and stays as it is while a file cannot be read:
 *
 * - what was applied from that file: others may go on referring to it;
 * - roles that are made from what several files say, since part of that is not known: without it, functions that run
 *   would lose what they may do.
 */
export function heldBy(
  { broken, appliedFrom }: Pick<ExpandInput, "broken" | "appliedFrom">,
  candidates: ReadonlyMap<ResourceKey, Candidate>,
): IsHeld {
  const files = new Set(broken.map(({ file }) => file));
  return (key) => {
    const file = appliedFrom(key);
    if (files.size === 0 || file === undefined) return false;
    const candidate = candidates.get(key);
    return candidate === undefined ? files.has(file) : isOfManyFiles(candidate);
  };
}

function isOfManyFiles({ resource, unites }: Candidate): boolean {
  return resource.kind === "Role" && (unites || resource.spec.generatedFor !== undefined);
}
