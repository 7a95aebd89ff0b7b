import { compareText } from "../../core/canonical.ts";
import type { Change, ResourcePlan, Step } from "../../core/plan.ts";
import type { DriftedField, ResourceRow } from "../../core/resource-row.ts";
import { isCurrent } from "./applied.ts";
import { isCreated, type PassFacts } from "./pass-facts.ts";

/** The path of a resource that is gone as a whole. */
export const wholeResource = "(resource)";

export interface Drift {
  /** What differs after the pass, by path. */
  readonly standing: readonly DriftedField[];
  /** What differed before it and was put back. */
  readonly corrected: readonly DriftedField[];
}

/**
 * What somebody else changed: differences from a wish that was already applied whole, brakes that an operator
 * pulled, and a resource that is gone without our doing.
 *
 * | known                       | drift                                         |
 * |-----------------------------|-----------------------------------------------|
 * | nothing was seen or planned | as before                                     |
 * | gone, was there             | all of it                                     |
 * | AWS is busy with it         | as before, less what differs no more          |
 * | settled                     | what differs                                  |
 * | policy.drift: ignore        | brakes only, and those only if planning tells |
 */
export function findDrift(previous: ResourceRow | undefined, facts: PassFacts): Drift {
  const { observation, planned } = facts;
  if (planned === undefined || planned.verdict.kind === "refused" || observation === undefined) {
    return { standing: previous?.drift ?? [], corrected: [] };
  }
  if (observation.kind === "present") {
    const isBusy = observation.health.kind === "progressing";
    return fieldDrift(previous, facts, { planned, isBusy });
  }
  return isGone(previous, facts) ? wholeDrift(previous, facts) : { standing: [], corrected: [] };
}

/** Whether a resource that was seen in AWS is there no longer, without our doing. */
export function isGone(previous: ResourceRow | undefined, { observation }: PassFacts): boolean {
  return observation?.kind === "absent" && previous?.state === "present" && previous.arn !== undefined;
}

function wholeDrift(previous: ResourceRow | undefined, facts: PassFacts): Drift {
  if (facts.work.resource.policy.drift === "ignore") return { standing: [], corrected: [] };
  const field = { path: wholeResource, since: sinceOf(previous, wholeResource, facts.nowMs) };
  return isCreated(facts) ? { standing: [], corrected: [field] } : { standing: [field], corrected: [] };
}

function fieldDrift(
  previous: ResourceRow | undefined,
  facts: PassFacts,
  { planned, isBusy }: { readonly planned: ResourcePlan; readonly isBusy: boolean },
): Drift {
  const { work, applied, nowMs } = facts;
  const { resource } = work;
  const told = (change: Change) => toField(change, sinceOf(previous, change.path, nowMs));
  const isDrift = isCurrent(previous, resource) && resource.policy.drift !== "ignore";
  const left = isDrift ? changesOf(planned.steps.filter((step) => !applied.includes(step))) : [];
  const stillOpen = new Set(left.map(({ path }) => path));
  const known = new Set(previous?.drift.map(({ path }) => path));
  const brakes = planned.differences.filter((change) => change.left);
  return {
    standing: byPath([...brakes, ...left].filter(({ path }) => !isBusy || known.has(path)).map(told)),
    corrected: byPath(
      changesOf(isDrift ? applied : [])
        .filter(({ path }) => !stillOpen.has(path))
        .map(told),
    ),
  };
}

function changesOf(steps: readonly Step[]): readonly Change[] {
  return steps.flatMap(({ changes }) => changes);
}

function toField({ path, from, to, sensitive }: Change, since: string): DriftedField {
  if (sensitive) return { path, sensitive, since };
  return { path, ...(to !== undefined && { was: to }), ...(from !== undefined && { is: from }), since };
}

function sinceOf(previous: ResourceRow | undefined, path: string, nowMs: number): string {
  const before = previous?.drift.find((field) => field.path === path);
  return before?.since ?? new Date(nowMs).toISOString();
}

/** Sorted; a field that several steps are about stands once. */
function byPath(fields: readonly DriftedField[]): readonly DriftedField[] {
  const unique = new Map(fields.map((field) => [field.path, field]));
  return [...unique.values()].sort((a, b) => compareText(a.path, b.path));
}
