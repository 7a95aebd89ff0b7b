/**
 * Primitive resources: what the engine reconciles. Composites (seed flow files, Workflows) have been expanded
 * into these, environments applied, defaults filled, paths resolved. Everything here is JSON.
 */
import type { Policy } from "./policy.ts";

/** In dependency order: a kind refers only to kinds before it. */
export const primitiveKinds = ["Role", "LogGroup", "Stream", "Function", "Subscription"] as const;
export type PrimitiveKind = (typeof primitiveKinds)[number];

/** `<environment>/<kind>/<name>`: the identity of a resource, stable over its life. */
export type ResourceKey = `${string}/${PrimitiveKind}/${string}`;

export function resourceKey(environment: string, kind: PrimitiveKind, name: string): ResourceKey {
  return `${environment}/${kind}/${name}`;
}

/** Where something was declared. Lines and columns start at 1. */
export interface SourceLocation {
  /** Relative to PATH's folder, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What the kinds have in common. */
interface ResourceBase<Kind extends PrimitiveKind, Spec> {
  readonly key: ResourceKey;
  readonly environment: string;
  readonly kind: Kind;
  /** In the manifest's words; children of composites have derived names (`<event>:<function>`). */
  readonly name: string;
  /** The name in AWS: `policy.externalName`, else name prefix + name. A subscription's is only a label. */
  readonly awsName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: Spec;
  readonly policy: Policy;
  /** Keys of the declarations (`<file>`, `default/Workflow/word_count`) that want it; sorted, never empty. */
  readonly owners: readonly string[];
  readonly source: SourceLocation;
}

export type RoleResource = ResourceBase<"Role", RoleSpec>;
export type LogGroupResource = ResourceBase<"LogGroup", LogGroupSpec>;
export type StreamResource = ResourceBase<"Stream", StreamSpec>;
export type FunctionResource = ResourceBase<"Function", FunctionSpec>;
export type SubscriptionResource = ResourceBase<"Subscription", SubscriptionSpec>;
export type Resource =
  | RoleResource
  | LogGroupResource
  | StreamResource
  | FunctionResource
  | SubscriptionResource;

export type PolicyDocument = { readonly [member: string]: unknown };
export type Tags = Readonly<Record<string, string>>;

/**
 * Policy documents may hold `${xflow:partition}`, `${xflow:accountId}` and `${xflow:region}`, filled in when
 * the target is known: declarations stay free of account numbers.
 */
export interface RoleSpec {
  readonly assumeRolePolicy: PolicyDocument;
  /** ARNs, sorted. */
  readonly managedPolicyArns: readonly string[];
  readonly inlinePolicies: Readonly<Record<string, PolicyDocument>>;
  readonly permissionsBoundary?: string;
  /** Set for a role that xflow wrote itself: an existing one of that name was not asked for. */
  readonly generatedFor?: ResourceKey;
  readonly tags: Tags;
}

export interface LogGroupSpec {
  /** Absent: never expires. One of CloudWatch Logs' allowed values. */
  readonly retentionDays?: number;
  readonly kmsKeyArn?: string;
  /** Log routing: a subscription filter named `xflow`. */
  readonly destination?: {
    readonly arn: string;
    readonly roleArn?: string;
    /** "" forwards everything. */
    readonly filterPattern: string;
  };
  /** Set for a function's own group: such a group is adopted when nobody's tags are on it. */
  readonly ofFunction?: ResourceKey;
  readonly tags: Tags;
}

export interface StreamSpec {
  /** `onDemand` streams scale their shards themselves. */
  readonly capacity:
    | { readonly mode: "provisioned"; readonly shards: number }
    | { readonly mode: "onDemand" };
  /** 24 to 8,760. */
  readonly retentionHours: number;
  /** Server-side encryption with this KMS key (id, ARN or alias); absent: none. */
  readonly encryptionKeyId?: string;
  readonly tags: Tags;
}

export type CodeSource =
  /** A file (zipped alone), a directory, or a ready `.zip`; an absolute path. */
  | {
      readonly kind: "path";
      readonly path: string;
      readonly form: "file" | "directory" | "zip";
      /** SHA-256 (hex) over what would be packed: names, exec bits and contents. A change deploys. */
      readonly digest: string;
    }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string; readonly versionId?: string }
  /** Code that ships with xflow: the tracker. `settings` become a `settings.json` beside it. */
  | {
      readonly kind: "builtin";
      readonly name: "tracker";
      readonly settings: Readonly<Record<string, string>>;
      readonly digest: string;
    };

export type RoleReference =
  | { readonly kind: "resource"; readonly key: ResourceKey }
  | { readonly kind: "arn"; readonly arn: string };

export interface FunctionSpec {
  readonly code: CodeSource;
  readonly handler: string;
  readonly runtime: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly architecture: "x86_64" | "arm64";
  readonly environment: Readonly<Record<string, string>>;
  /** Layer version ARNs; the order matters. */
  readonly layers: readonly string[];
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  readonly role: RoleReference;
  /** An operator's brake: managed only when present. 0 stops the function. */
  readonly reservedConcurrency?: number;
  readonly tracing: "Active" | "PassThrough";
  readonly logFormat: "Text" | "JSON";
  readonly logGroup: ResourceKey;
  readonly tags: Tags;
}

export interface SubscriptionSpec {
  readonly stream: ResourceKey;
  readonly function: ResourceKey;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
  readonly parallelizationFactor: number;
  /** -1: until the record expires. */
  readonly maxRetryAttempts: number;
  /** -1: no limit. */
  readonly maxRecordAgeSeconds: number;
  readonly bisectOnError: boolean;
  readonly reportBatchItemFailures: boolean;
  /** Filter patterns, any of which lets a record through; empty: all records. */
  readonly filter: readonly PolicyDocument[];
  readonly onFailureArn?: string;
  /** An operator's brake: managed only when present. */
  readonly enabled?: boolean;
  readonly tags: Tags;
}
