import type { Resource } from "../api/resource.ts";
import type { Observation, Ownership } from "./observation.ts";
import { tagValue } from "./ownership.ts";
import type { ResourcePlan, Verdict } from "./plan.ts";

/** Whether something that exists may be changed by us, and as what. */
export type Permission =
  | { readonly kind: "ours"; readonly warnings: readonly string[] }
  | { readonly kind: "adopt" }
  | { readonly kind: "refused"; readonly verdict: Refusal };

type Refusal = Extract<Verdict, { kind: "refused" }>;

/**
 * | ownership \ policy.adopt | never           | if-unowned      | force   |
 * |--------------------------|-----------------|-----------------|---------|
 * | ours                     | change          | change          | change  |
 * | unowned                  | refuse          | adopt           | adopt   |
 * | foreign                  | refuse          | refuse          | adopt   |
 * | unknown                  | refuse          | refuse          | refuse  |
 *
 * @param options.always adopts what nobody owns, whatever the policy (a log group Lambda made for our function)
 */
export function permissionFor(
  resource: Resource,
  ownership: Ownership,
  options: { readonly always?: boolean } = {},
): Permission {
  const { adopt } = resource.policy;
  const named = `${resource.kind} ${resource.awsName}`;
  switch (ownership.kind) {
    case "ours":
      return { kind: "ours", warnings: movedWarning(resource, ownership.resource) };
    case "unowned":
      if (options.always || adopt !== "never") return { kind: "adopt" };
      return refused(
        "NotOwned",
        `${named} exists and has no owner's tags; policy.adopt: if-unowned takes it`,
      );
    case "foreign":
      if (adopt === "force") return { kind: "adopt" };
      return refused("NotOwned", `${named} belongs to ${ownership.owner}; policy.adopt: force takes it over`);
    case "unknown":
      return refused("OwnerUnknown", `whose ${named} is cannot be read: ${ownership.reason}`);
  }
}

function movedWarning(resource: Resource, owner: string): readonly string[] {
  if (owner === tagValue(resource.key)) return [];
  return [
    `was declared as ${owner === "" ? "something else" : owner} before; from now on it is ${resource.key}`,
  ];
}

function refused(reason: string, message: string): Permission {
  return { kind: "refused", verdict: { kind: "refused", reason, message } };
}

/** A plan that does nothing, and says why. */
export function refusal(resource: Resource, verdict: Refusal): ResourcePlan {
  return { key: resource.key, verdict, steps: [], warnings: [], differences: [] };
}

/** Nothing is planned on doubt. */
export function refuseUnknown(
  resource: Resource,
  { reason }: Extract<Observation, { kind: "unknown" }>,
): ResourcePlan {
  return refusal(resource, { kind: "refused", reason: "Unknown", message: reason });
}
