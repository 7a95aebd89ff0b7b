import { createHash } from "node:crypto";
import type { JsonObject } from "../service.ts";
import type { FunctionRow, FunctionSettings, VpcSettings } from "./function-row.ts";

/**
 * A row of ListFunctions: no states, no tags. Source: ListFunctions, API reference.
 * @param qualifier that the ARN ends in, as recorded against AWS for callers who ask with one
 */
export function listedFunction(row: FunctionRow, qualifier?: string): JsonObject {
  const { settings } = row;
  return {
    FunctionName: row.name,
    FunctionArn: qualifier === undefined ? row.arn : `${row.arn}:${qualifier}`,
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: row.code.sizeBytes,
    CodeSha256: row.code.sha256,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: new Date(row.lastModified).toISOString().replace("Z", "+0000"),
    Version: "$LATEST",
    RevisionId: row.revisionId,
    PackageType: "Zip",
    Architectures: settings.architectures,
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    TracingConfig: { Mode: settings.tracingMode },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: loggingShape(settings),
    ...(settings.environment === undefined ? {} : { Environment: { Variables: settings.environment } }),
    ...(settings.vpc === undefined ? {} : { VpcConfig: vpcShape(settings.vpc) }),
  };
}

/** A FunctionConfiguration with its states. @param qualifier as of `listedFunction` */
export function functionConfiguration(row: FunctionRow, qualifier?: string): JsonObject {
  return {
    ...listedFunction(row, qualifier),
    ...stateShape(row),
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(row) },
  };
}

/** AWS numbers its patches of a runtime by digests; here each runtime has one. */
function runtimeVersionArn({ region, settings }: FunctionRow): string {
  const digest = createHash("sha256").update(settings.runtime).digest("hex");
  return `arn:aws:lambda:${region}::runtime:${digest}`;
}

function stateShape({ state }: FunctionRow): JsonObject {
  switch (state) {
    case "Pending":
      return {
        State: "Pending",
        StateReason: "The function is being created.",
        StateReasonCode: "Creating",
      };
    // AWS gives a running update this reason too.
    case "Updating":
      return {
        State: "Active",
        LastUpdateStatus: "InProgress",
        LastUpdateStatusReason: "The function is being created.",
        LastUpdateStatusReasonCode: "Creating",
      };
    case "Active":
      return { State: "Active", LastUpdateStatus: "Successful" };
  }
}

function loggingShape({ logging }: FunctionSettings): JsonObject {
  const levels = { ApplicationLogLevel: logging.applicationLevel, SystemLogLevel: logging.systemLevel };
  return {
    LogFormat: logging.format,
    LogGroup: logging.group,
    ...(logging.format === "JSON" ? levels : {}),
  };
}

function vpcShape(vpc: VpcSettings): JsonObject {
  return {
    SubnetIds: vpc.subnetIds,
    SecurityGroupIds: vpc.securityGroupIds,
    VpcId: vpc.subnetIds.length === 0 ? "" : "vpc-00000000000000000",
    Ipv6AllowedForDualStack: vpc.ipv6Allowed,
  };
}
