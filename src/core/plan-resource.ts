import type { Resource } from "../api/resource.ts";
import { type Permission, permissionFor, refusal, refuseUnknown } from "./adoption.ts";
import { diff, type Field, type State } from "./diff.ts";
import { keepIgnored } from "./ignored-paths.ts";
import type { Observation } from "./observation.ts";
import type { Change, ResourcePlan, Step, Verdict } from "./plan.ts";
import { restoreOwnerTags } from "./tag-diff.ts";

/** What every kind observes at least. */
export interface Found {
  readonly fields: State;
  /** Fields AWS would not show or not yet: taken to be as wanted. */
  readonly unreadable?: readonly string[];
}

/** A step as a kind plans it; stage 0 unless said. */
export interface StepDraft {
  readonly call: string;
  readonly changes?: readonly Change[];
  readonly stage?: number;
  readonly action: unknown;
}

export interface ResourcePlanning<Wanted extends State, Observed extends Found> {
  readonly resource: Resource;
  readonly observation: Observation<Observed>;
  readonly fields: readonly Field[];
  readonly wanted: Wanted;
  create(wanted: Wanted): readonly StepDraft[];
  /** Calls for exactly these changes. `wanted` has the found value where the policy ignores a path. */
  update(changes: readonly Change[], wanted: Wanted, found: Observed): readonly StepDraft[];
  /** Adopt it when nobody owns it, whatever the policy. */
  adoptAlways?(found: Observed): boolean;
  /** On its way out: it must be created again once it is gone. */
  isLeaving?(found: Observed): boolean;
  warn?(changes: readonly Change[], found: Observed): readonly string[];
}

/**
 * The plan for one resource; the same decisions for every kind:
 *
 * | found                     | plan                                                      |
 * |---------------------------|-----------------------------------------------------------|
 * | unknown                   | refuse                                                    |
 * | absent                    | create                                                    |
 * | leaving                   | create, once it is gone                                   |
 * | not ours, not adoptable   | refuse                                                    |
 * | as wanted                 | nothing                                                   |
 * | different                 | the kind's calls; while AWS is busy with it, once settled |
 */
export function planResource<Wanted extends State, Observed extends Found>(
  planning: ResourcePlanning<Wanted, Observed>,
): ResourcePlan {
  const { resource, observation, wanted } = planning;
  if (observation.kind === "unknown") return refuseUnknown(resource, observation);
  if (observation.kind === "absent") return toPlan(resource, { kind: "create" }, planning.create(wanted));

  const found = observation.state;
  if (planning.isLeaving?.(found)) {
    return toPlan(resource, { kind: "create" }, planning.create(wanted), { later: true });
  }
  const always = planning.adoptAlways?.(found) ?? false;
  const permission = permissionFor(resource, observation.ownership, { always });
  if (permission.kind === "refused") return refusal(resource, permission.verdict);
  return planUpdate(planning, observation, permission);
}

type Present<Observed> = Extract<Observation<Observed>, { kind: "present" }>;

function planUpdate<Wanted extends State, Observed extends Found>(
  planning: ResourcePlanning<Wanted, Observed>,
  { state: found, health }: Present<Observed>,
  permission: Exclude<Permission, { kind: "refused" }>,
): ResourcePlan {
  const { resource, fields } = planning;
  const ignored = [...resource.policy.ignore, ...(found.unreadable ?? [])];
  const wanted = restoreOwnerTags(keepIgnored(planning.wanted, found.fields, ignored), planning.wanted);
  const changes = diff(fields, wanted, found.fields);
  const { changeable, fixed } = splitImmutable(fields, changes);

  const drafts = changeable.length === 0 ? [] : planning.update(changeable, wanted, found);
  const warnings = [
    ...(permission.kind === "ours" ? permission.warnings : []),
    ...fixed.map(immutableWarning),
    ...(planning.warn?.(changeable, found) ?? []),
  ];
  const verdict = verdictOf(permission, drafts);
  return toPlan(resource, verdict, drafts, { later: health.kind === "progressing", warnings });
}

function splitImmutable(fields: readonly Field[], changes: readonly Change[]) {
  const immutable = new Set(fields.filter((field) => field.immutable).map((field) => field.path));
  return {
    changeable: changes.filter((change) => !immutable.has(change.path)),
    fixed: changes.filter((change) => immutable.has(change.path)),
  };
}

function immutableWarning({ path, from, to }: Change): string {
  return `${path} stays ${JSON.stringify(from)}: it cannot become ${JSON.stringify(to)} without replacing the resource`;
}

function verdictOf(permission: Permission, drafts: readonly StepDraft[]): Verdict {
  if (drafts.length === 0) return { kind: "in-sync" };
  return permission.kind === "adopt" ? { kind: "adopt" } : { kind: "update" };
}

function toPlan(
  { key }: Resource,
  verdict: Verdict,
  drafts: readonly StepDraft[],
  { later = false, warnings = [] }: { later?: boolean; warnings?: readonly string[] } = {},
): ResourcePlan {
  const steps = drafts.map(
    ({ call, changes = [], stage = 0, action }): Step => ({
      key,
      call,
      changes,
      stage: later ? stage + 1 : stage,
      action,
    }),
  );
  return { key, verdict, steps, warnings };
}
