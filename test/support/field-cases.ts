import type { ResourceKey } from "../../src/api/resource.ts";
import type { manifestFields } from "../../src/flow/manifest-fields.ts";
import type { ForeignChange } from "./foreign-changes.ts";

export type ManifestName = keyof typeof manifestFields;
export type Spec = Readonly<Record<string, unknown>>;
type Calls = readonly string[];

/**
 * A field's life: made with one value, changed to another, put back after somebody else changed it, and taken out of
 * the manifest.
 */
export interface FieldCase {
  readonly manifest: ManifestName;
  /** Fields of the manifest that stand or fall together, as in `manifestFields`. */
  readonly covers: readonly string[];
  /** The field of the kinds' tables that it becomes. */
  readonly field: string;
  /** What the manifest's spec has for it: first and then. */
  readonly specs: readonly [Spec, Spec];
  /** What AWS shows then, in part. */
  readonly shows: readonly [object, object];
  /** The resource it is seen on; default: the base's one of the field's kind. */
  readonly target?: ResourceKey;
  /** What the spec has without it, beside the base's; default: nothing. */
  readonly without?: Spec;
  /** What other manifests have, beside the base's; `undefined` leaves out. */
  readonly others?: Readonly<Partial<Record<ManifestName, Spec>>>;
  /** It cannot be left out. */
  readonly isRequired?: true;
  /** What somebody else does to it; default: as in `foreignChanges`. */
  readonly meddle?: ForeignChange["make"];
  /** Calls of the steps that are not just the first of those that the table names. */
  readonly calls?: Partial<Record<"change" | "correct" | "reset", Calls>>;
}

export const region = "eu-west-1";
export const accountId = "000000000000";

/** Keys of the base's resources, by kind. */
const baseKeys: Readonly<Record<string, ResourceKey>> = {
  Role: "default/Role/runner",
  LogGroup: "default/LogGroup/lambda:counter",
  Stream: "default/Stream/Words",
  Function: "default/Function/counter",
  Subscription: "default/Subscription/Words:counter",
};

export function caseName({ manifest, covers, field }: FieldCase): string {
  return `${manifest} ${covers.join(", ")} → ${field}`;
}

/** The resource that a case is seen on. @throws Error when the base has none of its kind */
export function keyOf({ field, target }: FieldCase): ResourceKey {
  const key = target ?? baseKeys[field.split(".")[0] ?? ""];
  if (key === undefined) throw new Error(`nothing to see ${field} on`);
  return key;
}
