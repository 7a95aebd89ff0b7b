import { compareText } from "./canonical.ts";
import { conditionsOf, type PolicyCondition } from "./right-conditions.ts";
import { actionsOf, type Right, type Scope } from "./rights.ts";
import type { RightsPlace } from "./rights-place.ts";
import { resourcesOf } from "./scope-resources.ts";

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: PolicyCondition;
}

/** An identity policy. */
export interface RightsPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/**
 * One statement for each scope and condition, in a stable order. A right of which nothing is in use in this place
 * is left out, as is one that no policy may contain.
 */
export function rightsPolicy(rights: readonly Right[], place: RightsPlace): RightsPolicy {
  const groups = new Map<string, Right[]>();
  for (const right of rights.filter(({ ungranted }) => ungranted === undefined)) {
    const sid = sidOf(right);
    groups.set(sid, [...(groups.get(sid) ?? []), right]);
  }
  const statements = [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([sid, group]) => statementOf(sid, group, place) ?? []);
  return { Version: "2012-10-17", Statement: statements };
}

function statementOf(Sid: string, rights: readonly Right[], place: RightsPlace): PolicyStatement | undefined {
  const [first] = rights;
  if (first === undefined) return undefined;
  const resources = scopesOf(first).flatMap((scope) => resourcesOf(scope, place));
  const [only, ...others] = resources;
  if (only === undefined) return undefined;
  return {
    Sid,
    Effect: "Allow",
    Action: actionsOf(rights),
    Resource: others.length === 0 ? only : resources,
    ...(first.when !== undefined && { Condition: conditionsOf(first.when, place) }),
  };
}

/** What a statement is on, and when, in the letters that IAM takes: `OwnRolesWithinBoundary`. */
function sidOf(right: Right): string {
  const { when = [] } = right;
  const words = [...[...scopesOf(right)].sort(compareText), ...[...when].sort(compareText)]
    .join("-")
    .split("-");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}

function scopesOf({ on }: Right): readonly Scope[] {
  return typeof on === "string" ? [on] : on;
}
