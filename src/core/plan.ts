import type { ResourceKey } from "../api/resource.ts";

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [member: string]: JsonValue };

/** One managed field whose value in AWS is not the declared one. */
export interface Change {
  /** In the manifest's words: `memoryMb`, `environment.LOG_LEVEL`, `tags.team`. */
  readonly path: string;
  /** Undefined: not set. */
  readonly from: JsonValue | undefined;
  readonly to: JsonValue | undefined;
  /** Environment values and the like: shown as "changed", never printed. */
  readonly sensitive?: true;
  /** Told, not acted on: an operator pulled a brake (`enabled`, `reservedConcurrency`). */
  readonly left?: true;
}

/** One AWS call, decided but not made. */
export interface Step {
  readonly key: ResourceKey;
  /** `<service>:<Operation>` as IAM spells it, e.g. `lambda:CreateFunction`. */
  readonly call: string;
  /** The changes this call brings about; empty for a create. */
  readonly changes: readonly Change[];
  /**
   * Steps of stage 0 can be made now, in order. Later stages wait until the resource has settled, and are
   * planned again then; they are listed so that a plan shows every call.
   */
  readonly stage: number;
  /** Only the kind that planned it looks inside. JSON, without code bytes. */
  readonly action: unknown;
}

/** What will be done about one resource, and why. */
export interface ResourcePlan {
  readonly key: ResourceKey;
  readonly verdict: Verdict;
  /** In the order they will be made. */
  readonly steps: readonly Step[];
  /** Worth telling, not acted on: a changed startingPosition, a field that cannot change. */
  readonly warnings: readonly string[];
  /** Every difference between what is wanted and what AWS holds, acted on or left; empty for a create. */
  readonly differences: readonly Change[];
}

export type Verdict =
  | { readonly kind: "in-sync" }
  | { readonly kind: "create" }
  | { readonly kind: "update" }
  /** Ours from now on; the steps overwrite the differing fields and put our tags on. */
  | { readonly kind: "adopt" }
  /** An existing role that is not ours: used as it is. */
  | { readonly kind: "use-as-is" }
  /** Nothing may be done: not ours, suspended, unknown, an immutable field differs. */
  | { readonly kind: "refused"; readonly reason: string; readonly message: string };
