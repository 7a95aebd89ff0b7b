import type { Outcome } from "../outcome.ts";
import type { PassDeps } from "../pass.ts";
import type { Work } from "../ports.ts";

/** Blocked, while something the resource needs is missing; the key is woken when that comes. */
export function resolveRefs(deps: PassDeps, { resource, kind }: Work): Outcome | undefined {
  const on = deps.edges.unmet(resource.key, kind.dependencies(resource));
  return on.length === 0 ? undefined : { kind: "blocked", on, reason: `needs ${on.join(", ")}` };
}
