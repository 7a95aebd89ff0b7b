import type { Tags } from "../../api/resource.ts";
import { lambdaDefaults } from "./defaults.ts";
import { type FunctionFields, toVpc, type Vpc } from "./desired.ts";
import type { ReadinessRow } from "./readiness.ts";

/** A function's row as AWS gives it, as far as it is managed. */
export interface FunctionRow extends ReadinessRow {
  readonly FunctionName?: string | undefined;
  readonly CodeSha256?: string | undefined;
  readonly Handler?: string | undefined;
  readonly Runtime?: string | undefined;
  readonly Description?: string | undefined;
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
  readonly EphemeralStorage?: { readonly Size: number | undefined } | undefined;
  readonly Architectures?: readonly string[] | undefined;
  readonly Environment?:
    | { readonly Variables?: Readonly<Record<string, string>> | undefined; readonly Error?: unknown }
    | undefined;
  readonly Layers?: readonly { readonly Arn?: string | undefined }[] | undefined;
  readonly VpcConfig?:
    | { readonly SubnetIds?: string[] | undefined; readonly SecurityGroupIds?: string[] | undefined }
    | undefined;
  readonly Role?: string | undefined;
  readonly TracingConfig?: { readonly Mode?: string | undefined } | undefined;
  readonly LoggingConfig?:
    | { readonly LogFormat?: string | undefined; readonly LogGroup?: string | undefined }
    | undefined;
  readonly KMSKeyArn?: string | undefined;
}

/** A row in the manifest's words, with Lambda's defaults where it says nothing; logs go to the group named after it. */
export function toFunctionFields(row: FunctionRow, tags: Tags): FunctionFields {
  const vpc = vpcOf(row);
  return {
    ...(row.CodeSha256 !== undefined && { source: row.CodeSha256 }),
    ...codeSettings(row),
    ...sizes(row),
    environment: row.Environment?.Variables ?? {},
    layers: (row.Layers ?? []).map(({ Arn = "" }) => Arn),
    ...(vpc !== undefined && { vpc }),
    role: row.Role ?? "",
    ...observability(row),
    tags,
  };
}

function codeSettings(row: FunctionRow) {
  return {
    handler: row.Handler ?? "",
    runtime: row.Runtime ?? "",
    description: row.Description ?? lambdaDefaults.description,
    architecture: row.Architectures?.[0] ?? lambdaDefaults.architecture,
  };
}

function sizes(row: FunctionRow) {
  return {
    timeoutSeconds: row.Timeout ?? lambdaDefaults.timeoutSeconds,
    memoryMb: row.MemorySize ?? lambdaDefaults.memoryMb,
    ephemeralStorageMb: row.EphemeralStorage?.Size ?? lambdaDefaults.ephemeralStorageMb,
  };
}

function observability(row: FunctionRow) {
  return {
    tracing: row.TracingConfig?.Mode ?? lambdaDefaults.tracing,
    logFormat: row.LoggingConfig?.LogFormat ?? lambdaDefaults.logFormat,
    logGroup: row.LoggingConfig?.LogGroup ?? `/aws/lambda/${row.FunctionName}`,
  };
}

/** Out of a VPC again, a function has empty lists: as if it never was in one. */
function vpcOf({ VpcConfig }: FunctionRow): Vpc | undefined {
  const { SubnetIds = [], SecurityGroupIds = [] } = VpcConfig ?? {};
  return SubnetIds.length + SecurityGroupIds.length === 0 ? undefined : toVpc(SubnetIds, SecurityGroupIds);
}
