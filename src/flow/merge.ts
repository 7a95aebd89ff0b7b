import type { Diagnostic } from "../api/diagnostic.ts";
import type { Resource, ResourceKey } from "../api/resource.ts";
import { canonical } from "../core/canonical.ts";
import type { Candidate } from "./candidate.ts";
import { uniteRoles } from "./seed-role.ts";

export interface Merged {
  readonly candidates: ReadonlyMap<ResourceKey, Candidate>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One candidate per key. Equal declarations become one with several owners; of different ones the first
 * stays (whoever calls puts what is applied already first) and the others are reported. A declaration stands
 * or falls with everything it brings along.
 * @param prefixOf the name prefix of an environment
 */
export function mergeCandidates(
  candidates: readonly Candidate[],
  prefixOf: (environment: string) => string,
): Merged {
  const conflicts = new Map<string, Diagnostic>();
  const first = mergeOnce(candidates, prefixOf, (a, b) => {
    const declaration = declarationOf(b.resource);
    if (!conflicts.has(declaration)) conflicts.set(declaration, conflict(a.resource, b.resource));
  });
  if (conflicts.size === 0) return { candidates: first, diagnostics: [] };
  const standing = candidates.filter(({ resource }) => !conflicts.has(declarationOf(resource)));
  return { candidates: mergeOnce(standing, prefixOf, () => {}), diagnostics: [...conflicts.values()] };
}

function mergeOnce(
  candidates: readonly Candidate[],
  prefixOf: (environment: string) => string,
  onConflict: (first: Candidate, next: Candidate) => void,
): ReadonlyMap<ResourceKey, Candidate> {
  const merged = new Map<ResourceKey, Candidate>();
  for (const candidate of candidates) {
    const { key } = candidate.resource;
    const first = merged.get(key);
    const united = first === undefined ? candidate : unite(first, candidate, prefixOf);
    if (united !== undefined) merged.set(key, united);
    else if (first !== undefined) onConflict(first, candidate);
  }
  return merged;
}

/** Children share their declaration's place. */
function declarationOf({ source }: Resource): string {
  return `${source.file}:${source.line}:${source.column}`;
}

function unite(
  first: Candidate,
  next: Candidate,
  prefixOf: (environment: string) => string,
): Candidate | undefined {
  const owners = [...new Set([...first.resource.owners, ...next.resource.owners])].sort();
  if (sameDeclaration(first.resource, next.resource)) {
    return { ...first, resource: { ...first.resource, owners } };
  }
  const a = first.resource;
  const b = next.resource;
  if (!first.unites || !next.unites || a.kind !== "Role" || b.kind !== "Role") return undefined;
  const spec = uniteRoles(a.spec, b.spec, prefixOf(a.environment));
  return { ...first, resource: { ...a, spec, owners } };
}

/** The same apart from who says it where. */
function sameDeclaration(a: Resource, b: Resource): boolean {
  const said = ({ spec, policy, labels, awsName }: Resource) => canonical({ spec, policy, labels, awsName });
  return said(a) === said(b);
}

function conflict(first: Resource, next: Resource): Diagnostic {
  const { file, line } = first.source;
  return {
    severity: "error",
    code: "ConflictingDeclaration",
    message: `${next.kind} ${next.name} is declared differently in ${file}:${line}`,
    suggestion: "keep one of them, or make them equal",
    ...next.source,
  };
}
