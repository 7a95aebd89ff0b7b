import type { Resource, ResourceKey } from "../api/resource.ts";
import { type Permission, permissionFor, refusal, refuseUnknown } from "./adoption.ts";
import { diff, type Field, type State } from "./diff.ts";
import { keepIgnored } from "./ignored-paths.ts";
import type { Applied } from "./kind.ts";
import type { Observation } from "./observation.ts";
import { type BrakeQuestion, fillOptional, judgeBrakes } from "./optional-fields.ts";
import type { Change, ResourcePlan, Step, Verdict } from "./plan.ts";
import { droppedTags, restoreOwnerTags } from "./tag-diff.ts";

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
  /** What was last applied; absent: nothing is known of it. */
  readonly applied: Applied | undefined;
  create(wanted: Wanted): readonly StepDraft[];
  /** Calls for exactly these changes. `wanted` has the found value where the policy ignores a path. */
  update(changes: readonly Change[], wanted: Wanted, found: Observed): readonly StepDraft[];
  /** Calls for something that shows no difference, and still is not done; absent: none. */
  repeat?(wanted: Wanted, found: Observed): readonly StepDraft[];
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
 * | as wanted                 | nothing; what AWS failed to do for the moment, once more  |
 * | different                 | the kind's calls; while AWS is busy with it, once settled |
 *
 * Tags and optional fields that were applied and are no longer declared are differences too.
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

type Allowed = Exclude<Permission, { kind: "refused" }>;
type Present<Observed> = Extract<Observation<Observed>, { kind: "present" }>;

function planUpdate<Wanted extends State, Observed extends Found>(
  planning: ResourcePlanning<Wanted, Observed>,
  { state: found, health }: Present<Observed>,
  permission: Allowed,
): ResourcePlan {
  const { resource, fields } = planning;
  const wanted = wantedOf(planning, found);
  const { changeable, fixed } = splitImmutable(fields, [
    ...diff(fields, wanted, found.fields),
    ...droppedTags(wanted, found.fields, planning.applied?.tagKeys ?? []),
  ]);
  const differences = judgeBrakes(fields, changeable, (path) => brakeQuestion(planning, permission, path));
  const changes = differences.filter(({ left }) => !left);

  const isOurs = permission.kind === "ours";
  const repeated = isOurs ? (planning.repeat?.(wanted, found) ?? []) : [];
  const drafts = changes.length === 0 ? repeated : planning.update(changes, wanted, found);
  const warnings = [
    ...(isOurs ? permission.warnings : []),
    ...fixed.map(immutableWarning),
    ...(planning.warn?.(changes, found) ?? []),
  ];
  const later = health.kind === "progressing";
  return toPlan(resource, verdictOf(permission, drafts), drafts, { later, warnings, differences });
}

/** With the found value where the policy ignores a path or nothing can be read. */
function wantedOf<Wanted extends State, Observed extends Found>(
  { resource, fields, wanted, applied }: ResourcePlanning<Wanted, Observed>,
  found: Observed,
): Wanted {
  const ignored = [...resource.policy.ignore, ...(found.unreadable ?? [])];
  const filled = fillOptional(fields, wanted, found.fields, applied);
  return restoreOwnerTags(keepIgnored(filled, found.fields, ignored), wanted);
}

function brakeQuestion<Wanted extends State, Observed extends Found>(
  { resource: { policy }, wanted, applied }: ResourcePlanning<Wanted, Observed>,
  permission: Allowed,
  path: string,
): BrakeQuestion {
  const isDeclared = wanted[path] !== undefined;
  return { isDeclared, isAdoption: permission.kind === "adopt", applied, policy };
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
  options: Partial<Pick<ResourcePlan, "warnings" | "differences">> & { readonly later?: boolean } = {},
): ResourcePlan {
  const { later = false, warnings = [], differences = [] } = options;
  const steps = toSteps(key, drafts).map((step) => (later ? { ...step, stage: step.stage + 1 } : step));
  return { key, verdict, steps, warnings, differences };
}

export function toSteps(key: ResourceKey, drafts: readonly StepDraft[]): readonly Step[] {
  return drafts.map(({ call, changes = [], stage = 0, action }) => ({ key, call, changes, stage, action }));
}
