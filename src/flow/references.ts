import type { Diagnostic } from "../api/diagnostic.ts";
import type { PrimitiveKind, ResourceKey } from "../api/resource.ts";
import { didYouMean } from "../core/nearest.ts";
import type { Candidate, Need } from "./candidate.ts";
import type { IsHeld } from "./held.ts";

export interface Resolved {
  readonly candidates: readonly Candidate[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What is known of resources that are no candidates. */
export interface Beside {
  /** Keys somebody declares, however wrongly. */
  readonly declared: ReadonlySet<string>;
  readonly isHeld: IsHeld;
}

/**
 * Takes out every candidate that refers to something absent, and what refers to that in turn. Only references
 * to what nobody declares are reported: the rest follows from a finding of its own.
 */
export function resolveReferences(
  candidates: ReadonlyMap<ResourceKey, Candidate>,
  { declared, isHeld }: Beside,
): Resolved {
  const standing = new Map(candidates);
  const diagnostics: Diagnostic[] = [];
  let fell = true;
  while (fell) {
    fell = false;
    for (const [key, { needs, resource }] of standing) {
      const missing = needs.filter((need) => !standing.has(need.key) && !isHeld(need.key));
      if (missing.length === 0) continue;
      const unknown = missing.filter((need) => !declared.has(need.key) && !candidates.has(need.key));
      diagnostics.push(...unknown.map((need) => dangling(need, resource.environment, candidates)));
      standing.delete(key);
      fell = true;
    }
  }
  return { candidates: [...standing.values()], diagnostics };
}

function dangling(
  need: Need,
  environment: string,
  candidates: ReadonlyMap<ResourceKey, Candidate>,
): Diagnostic {
  const suggestion = didYouMean(need.name, namesOf(need.kind, environment, candidates));
  return {
    severity: "error",
    code: "DanglingReference",
    message: `${need.kind} ${need.name} is not declared in environment ${environment}`,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...need.at,
  };
}

function namesOf(
  kind: PrimitiveKind,
  environment: string,
  candidates: ReadonlyMap<ResourceKey, Candidate>,
): string[] {
  const all = [...candidates.values()].map(({ resource }) => resource);
  return all.filter((each) => each.kind === kind && each.environment === environment).map(({ name }) => name);
}
