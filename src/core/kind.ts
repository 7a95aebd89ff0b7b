import type { PrimitiveKind, Resource, ResourceKey } from "../api/resource.ts";
import type { Observation } from "./observation.ts";
import type { ResourcePlan, Step } from "./plan.ts";

/** The account a resource lives in, once known. */
export interface Target {
  readonly instance: string;
  readonly accountId: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
}

/** What must be true of another resource before this one is written. */
export interface Dependency {
  readonly key: ResourceKey;
  /** `present`: exists in AWS (a function may be Pending). `ready`: usable (a stream must be ACTIVE). */
  readonly until: "present" | "ready";
}

/** What a kind may know of the rest of the world while planning. */
export interface PlanContext {
  readonly target: Target;
  /** The ARN of another resource: observed if it exists, else the one it will have. */
  arnOf(key: ResourceKey): string;
  /** The deployment package's SHA-256 (base64), as Lambda's CodeSha256; undefined for S3 sources not resolved. */
  codeSha256Of(key: ResourceKey): string | undefined;
}

/** What an observation must at least know. */
export interface Freshness {
  /** The clock's milliseconds: a bulk list begun before this must not be used. */
  readonly newerThan: number;
  /** What our last write of this resource returned. */
  readonly memo?: Memo;
}

/** Facts from a write's answer that later observations need, e.g. a RevisionId. JSON. */
export type Memo = Readonly<Record<string, string>>;

/**
 * One kind of resource, as the engine sees it: types closed over, AWS bound in.
 * `observe` never writes, `plan` is pure, `apply` makes exactly one call.
 */
export interface Kind {
  readonly name: PrimitiveKind;
  /**
   * A write that succeeds leaves the resource usable as written (a role, a log group): nothing is read to prove
   * it. Absent: usable once an observation says so (a stream, a function, a mapping).
   */
  readonly settlesOnWrite?: true;
  /**
   * How soon after a write it is worth looking whether the resource has settled, in milliseconds; default 1,000.
   * Longer for what nothing waits for: those written later are then seen by the same list.
   */
  settleMs?(): number;
  dependencies(resource: Resource): readonly Dependency[];
  /** The ARN the resource will have once created; a subscription's is unknown and stands as its label. */
  predictArn(resource: Resource, target: Target): string;
  /** @throws CallError for a direct read that fails; a failed list is `unknown` */
  observe(resource: Resource, freshness: Freshness): Promise<Observation>;
  plan(resource: Resource, observation: Observation, context: PlanContext): ResourcePlan;
  /** @throws CallError */
  apply(step: Step, resource: Resource, signal: AbortSignal): Promise<Memo | undefined>;
}
