import type { Resource } from "../api/resource.ts";
import type { Field } from "./diff.ts";
import type { Freshness, Identity, Kind, Memo, PlanContext, Target } from "./kind.ts";
import type { NextLook, Observation } from "./observation.ts";
import type { ResourcePlan, Step } from "./plan.ts";
import type { KindRights } from "./rights.ts";

/** A kind with its own types, before they are closed over. */
export interface KindDefinition<Of extends Resource, Observed, Action, Removal>
  extends Pick<Kind, "name" | "settlesOnWrite" | "remains" | "owned"> {
  readonly name: Of["kind"];
  readonly fields: readonly Field[];
  readonly rights: KindRights;
  settling?(resource: Of): NextLook;
  defer?(resource: Of): NextLook | undefined;
  dependencies(resource: Of): ReturnType<Kind["dependencies"]>;
  predictArn(resource: Of, target: Target): string;
  observe(resource: Of, freshness: Freshness): Promise<Observation<Observed>>;
  hasDepths(resource: Of): boolean;
  plan(resource: Of, observation: Observation<Observed>, context: PlanContext): ResourcePlan;
  apply(action: Action, resource: Of, signal: AbortSignal): Promise<Memo | undefined>;
  identityOf(resource: Of): Identity;
  remove(action: Removal, identity: Identity, signal: AbortSignal): Promise<void>;
}

/** A kind as the registry lists it: what the engine calls, and what is known of it without calling it. */
export interface DefinedKind extends Kind {
  readonly fields: readonly Field[];
  readonly rights: KindRights;
}

/**
 * Closes over a kind's types, so that the registry is a list of one plain type. The engine hands a kind only
 * its own resources, observations and steps; a resource of another kind is a defect and throws.
 */
export function defineKind<Of extends Resource, Observed, Action, Removal>(
  definition: KindDefinition<Of, Observed, Action, Removal>,
): DefinedKind {
  const own = (resource: Resource): Of => {
    if (resource.kind !== definition.name) throw new Error(`${resource.key} is no ${definition.name}`);
    return resource as Of;
  };
  const { name, settlesOnWrite, settling, defer, fields, rights } = definition;
  return {
    name,
    ...(settlesOnWrite && { settlesOnWrite }),
    ...(settling && { settling: (resource) => settling(own(resource)) }),
    ...(defer && { defer: (resource) => defer(own(resource)) }),
    fields,
    rights,
    dependencies: (resource) => definition.dependencies(own(resource)),
    predictArn: (resource, target) => definition.predictArn(own(resource), target),
    observe: (resource, freshness) => definition.observe(own(resource), freshness),
    hasDepths: (resource) => definition.hasDepths(own(resource)),
    plan: (resource, observation, context) =>
      definition.plan(own(resource), observation as Observation<Observed>, context),
    apply: (step: Step, resource, signal) => definition.apply(step.action as Action, own(resource), signal),
    managedFields: (resource) => optionalFieldsOf(fields, own(resource)),
    identityOf: (resource) => definition.identityOf(own(resource)),
    remains: definition.remains,
    remove: (step, identity, signal) => definition.remove(step.action as Removal, identity, signal),
    owned: definition.owned,
  };
}

/** Optional fields are members of a specification by the same name. */
function optionalFieldsOf(fields: readonly Field[], { spec }: Resource): readonly string[] {
  const declared: { readonly [member: string]: unknown } = { ...spec };
  return fields
    .filter(({ path, optional }) => optional !== undefined && declared[path] !== undefined)
    .map(({ path }) => path);
}
