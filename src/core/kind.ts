import type { PrimitiveKind, Resource, ResourceKey } from "../api/resource.ts";
import type { NextLook, Observation, Ownership } from "./observation.ts";
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
  /** What was last applied to the resource being planned; absent: nothing is known of it. */
  readonly applied?: Applied;
}

/** What the inventory knows of a resource, as far as planning needs it. */
export interface Applied {
  /** Spec, source and references are those last applied: every difference is drift, not a new wish. */
  readonly isCurrent: boolean;
  /** Tags that we wrote: those no longer declared are removed. */
  readonly tagKeys: readonly string[];
  /** Optional fields that were declared: those no longer declared are reset. */
  readonly fields: readonly string[];
  /** The clock's milliseconds: when it was last seen in AWS, working. Absent: never. */
  readonly lastSeenMs?: number;
}

/** What an observation must at least know. */
export interface Freshness {
  /** The clock's milliseconds: a bulk list begun before this must not be used. */
  readonly newerThan: number;
  /** Read anew what lists leave out, whatever is remembered. */
  readonly deep?: true;
  /** Optional fields that were declared when last applied: looked at, though they may not be declared now. */
  readonly fields?: readonly string[];
  /** What our last write of this resource returned. */
  readonly memo?: Memo;
}

/** Facts from a write's answer that later observations need, e.g. a RevisionId. JSON. */
export type Memo = Readonly<Record<string, string>>;

/** How a resource is found again when its declaration is gone. JSON, no secrets: the inventory keeps it. */
export interface Identity {
  readonly awsName: string;
  /** Subscriptions, whose ids are AWS's own: the names of what they connect. */
  readonly streamName?: string;
  readonly functionName?: string;
}

/** What AWS holds at this moment of something that is to be deleted. */
export type Remains =
  | { readonly kind: "absent" }
  | {
      readonly kind: "present";
      readonly arn: string;
      /** By the tags read for this. */
      readonly ownership: Ownership;
      /** AWS is busy with it, or already deleting it: look again after `afterMs`. */
      readonly busy?: { readonly reason: string; readonly afterMs: number };
      /** The calls that delete it, in order. */
      readonly steps: readonly Step[];
    };

/** Everything of a kind that carries our instance's tag. */
export type OwnedListing =
  | { readonly kind: "unknown"; readonly reason: string }
  | { readonly kind: "listed"; readonly items: readonly Owned[] };

export interface Owned {
  /** As its tag says. */
  readonly key: ResourceKey;
  readonly arn: string;
  readonly identity: Identity;
}

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
   * When after a write it is worth looking whether the resource has settled; default 1,000 ms.
   * Longer for what nothing waits for: those written later are then seen by the same list.
   */
  settling?(resource: Resource): NextLook;
  /** When to look at what was written, if that is not worth its calls now. Absent: it always is. */
  defer?(resource: Resource): NextLook | undefined;
  dependencies(resource: Resource): readonly Dependency[];
  /** The ARN the resource will have once created; a subscription's is unknown and stands as its label. */
  predictArn(resource: Resource, target: Target): string;
  /** @throws CallError for a direct read that fails; a failed list is `unknown` */
  observe(resource: Resource, freshness: Freshness): Promise<Observation>;
  plan(resource: Resource, observation: Observation, context: PlanContext): ResourcePlan;
  /**
   * @returns facts of the answer; `codeSha256` after a deployment
   * @throws CallError
   */
  apply(step: Step, resource: Resource, signal: AbortSignal): Promise<Memo | undefined>;
  /** Whether lists leave anything out that `Freshness.deep` reads: the rotation passes over the rest. */
  hasDepths(resource: Resource): boolean;
  /** Optional fields that the declaration sets (`reservedConcurrency`, `destination`): reset when they leave it. */
  managedFields(resource: Resource): readonly string[];
  identityOf(resource: Resource): Identity;
  /**
   * Read from AWS at this moment, by reads of this one resource and its tags: never from a list or an index.
   * @throws CallError
   */
  remains(key: ResourceKey, identity: Identity, signal: AbortSignal): Promise<Remains>;
  /** One call of a deletion. What is gone already is no error. @throws CallError */
  remove(step: Step, identity: Identity, signal: AbortSignal): Promise<void>;
  /** For an inventory that was lost: what carries our tag, by bulk lists begun at `newerThan` or later. */
  owned(newerThan: number): Promise<OwnedListing>;
}
