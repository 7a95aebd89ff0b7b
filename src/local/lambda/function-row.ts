import type { TaggedRow } from "../once-tagged.ts";
import type { JsonObject } from "../service.ts";
import type { LoggingSettings } from "./ports.ts";

/** What UpdateFunctionConfiguration can change, and Architectures. */
export interface FunctionSettings {
  readonly role: string;
  readonly runtime: string;
  readonly handler: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly architectures: readonly string[];
  readonly tracingMode: string;
  readonly logging: LoggingSettings;
  /** Undefined until it is set for the first time, be it to nothing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** As `environment`. Echoed only: functions use the host's network. */
  readonly vpc?: VpcSettings;
}

export interface VpcSettings {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly ipv6Allowed: boolean;
}

export interface FunctionCode {
  /** Base64. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What invocations run: during an update, still the function before it. */
export interface RunningVersion {
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly revision: string;
}

/**
 * Pending: just created. Active: settled. Updating: Active, with LastUpdateStatus InProgress.
 *
 *     Pending ─▶ Active ◀─▶ Updating
 */
export type FunctionState = "Pending" | "Active" | "Updating";

export interface FunctionRow extends TaggedRow {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly running: RunningVersion;
  readonly state: FunctionState;
  /** Epoch milliseconds at which a Pending or Updating function becomes Active. */
  readonly settlesAt: number;
  readonly revisionId: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  readonly reservedConcurrency?: number;
  /** Of the resource policy, in the order they were added. */
  readonly statements: readonly JsonObject[];
}

/** Initial settings; the handler, role and runtime are the caller's. Source: CreateFunction, API reference. */
export function defaultSettings(name: string): Omit<FunctionSettings, "role" | "runtime" | "handler"> {
  return {
    description: "",
    timeoutSeconds: 3,
    memoryMb: 128,
    ephemeralStorageMb: 512,
    architectures: ["x86_64"],
    tracingMode: "PassThrough",
    logging: { format: "Text", group: `/aws/lambda/${name}`, applicationLevel: "INFO", systemLevel: "INFO" },
  };
}
