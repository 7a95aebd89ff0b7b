import type { FunctionResource, Tags } from "../../api/resource.ts";
import { logGroupOfArn } from "../../aws/arn.ts";
import { compareText } from "../../core/canonical.ts";
import type { PlanContext } from "../../core/kind.ts";
import { wantedTags } from "../../core/tag-diff.ts";

/** Where a function's network interfaces are; both sorted. */
export type Vpc = { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };

/** What is managed of a function. */
export type FunctionFields = {
  /** CodeSha256 of the package; absent: not known, so not compared. */
  readonly source?: string;
  readonly handler: string;
  readonly runtime: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly architecture: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly layers: readonly string[];
  readonly vpc?: Vpc;
  /** ARN. */
  readonly role: string;
  readonly tracing: string;
  readonly logFormat: string;
  /** Name. */
  readonly logGroup: string;
  readonly reservedConcurrency?: number;
  readonly tags: Tags;
};

export function desireFunction({ key, spec }: FunctionResource, context: PlanContext): FunctionFields {
  const source = context.codeSha256Of(key);
  const { vpc, reservedConcurrency } = spec;
  return {
    ...(source !== undefined && { source }),
    handler: spec.handler,
    runtime: spec.runtime,
    description: spec.description,
    timeoutSeconds: spec.timeoutSeconds,
    memoryMb: spec.memoryMb,
    ephemeralStorageMb: spec.ephemeralStorageMb,
    architecture: spec.architecture,
    environment: spec.environment,
    layers: spec.layers,
    ...(vpc !== undefined && { vpc: toVpc(vpc.subnetIds, vpc.securityGroupIds) }),
    role: spec.role.kind === "arn" ? spec.role.arn : context.arnOf(spec.role.key),
    tracing: spec.tracing,
    logFormat: spec.logFormat,
    logGroup: logGroupOfArn(context.arnOf(spec.logGroup)),
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
    tags: wantedTags(spec.tags, { instance: context.target.instance, resource: key }),
  };
}

export function toVpc(subnetIds: readonly string[], securityGroupIds: readonly string[]): Vpc {
  return {
    subnetIds: [...subnetIds].sort(compareText),
    securityGroupIds: [...securityGroupIds].sort(compareText),
  };
}
