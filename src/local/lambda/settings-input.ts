import { isObject, type Members, readMembers } from "../members.ts";
import type { JsonObject } from "../service.ts";
import { checkEnvironment } from "./environment-input.ts";
import { invalidParameter, lambdaDialect, notSupported } from "./errors.ts";
import type { FunctionSettings, VpcSettings } from "./function-row.ts";
import type { LoggingSettings } from "./ports.ts";

/** Members of CreateFunction and UpdateFunctionConfiguration that become settings. */
export const settingMembers = [
  "Role",
  "Runtime",
  "Handler",
  "Description",
  "Timeout",
  "MemorySize",
  "EphemeralStorage",
  "Environment",
  "VpcConfig",
  "TracingConfig",
  "LoggingConfig",
  "Layers",
  "FileSystemConfigs",
  "DeadLetterConfig",
  "KMSKeyArn",
  "SnapStart",
  "ImageConfig",
];

const rolePattern = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const applicationLevels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/**
 * The settings an input asks for, on top of those before it. An absent member changes nothing.
 * @throws AwsError ValidationException out of range, InvalidParameterValueException for
 *   what the embedded AWS does not honour
 */
export function applySettings<Before extends Partial<FunctionSettings>>(
  before: Before & Pick<FunctionSettings, "logging">,
  input: JsonObject,
  members: Members,
): Before & Partial<FunctionSettings> {
  refuseUnhonoured(input);
  const wanted = {
    role: members.text("Role", { pattern: rolePattern }),
    runtime: members.text("Runtime"),
    handler: members.text("Handler", { min: 1, max: 128, pattern: /\S+/ }),
    description: members.text("Description", { max: 256 }),
    timeoutSeconds: members.integer("Timeout", { min: 1, max: 900 }),
    memoryMb: members.integer("MemorySize", { min: 128, max: 10_240 }),
    ephemeralStorageMb: part(members, input, "EphemeralStorage", ["Size"])?.requiredInteger("Size", {
      min: 512,
      max: 10_240,
    }),
    tracingMode: part(members, input, "TracingConfig", ["Mode"])?.text("Mode", {
      oneOf: ["Active", "PassThrough"],
    }),
    environment: readEnvironment(members, input),
    vpc: readVpc(members, input),
    logging: readLogging(members, input, before.logging),
  };
  const set = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(set) };
}

/** Resets to nothing are welcome; anything else would be a promise that is not kept. */
function refuseUnhonoured(input: JsonObject): void {
  const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;
  const member = (value: unknown, name: string) => (isObject(value) ? value[name] : undefined);
  const honoured: Readonly<Record<string, (value: unknown) => boolean>> = {
    Layers: isEmptyList,
    FileSystemConfigs: isEmptyList,
    DeadLetterConfig: (value) => (member(value, "TargetArn") ?? "") === "",
    KMSKeyArn: (value) => value === "",
    SnapStart: (value) => member(value, "ApplyOn") === "None",
    ImageConfig: (value) => isObject(value) && Object.keys(value).length === 0,
  };
  for (const [name, isHonoured] of Object.entries(honoured)) {
    const value = input[name] ?? undefined;
    if (value !== undefined && !isHonoured(value)) throw notSupported(name);
  }
}

/** A structure of the input, to be read by its own rules. */
function part(
  members: Members,
  input: JsonObject,
  name: string,
  known: readonly string[],
): Members | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  // Fails in AWS's words when it is no structure.
  if (!isObject(value)) members.textMap(name);
  return isObject(value) ? readMembers(value, known, lambdaDialect) : undefined;
}

/** `Environment: {}` keeps what is there. */
function readEnvironment(members: Members, input: JsonObject): Readonly<Record<string, string>> | undefined {
  const variables = part(members, input, "Environment", ["Variables"])?.textMap("Variables");
  if (variables !== undefined) checkEnvironment(variables);
  return variables;
}

function readVpc(members: Members, input: JsonObject): VpcSettings | undefined {
  const vpc = part(members, input, "VpcConfig", ["SubnetIds", "SecurityGroupIds", "Ipv6AllowedForDualStack"]);
  if (vpc === undefined) return undefined;
  const subnetIds = vpc.texts("SubnetIds") ?? [];
  const securityGroupIds = vpc.texts("SecurityGroupIds") ?? [];
  if (subnetIds.length > 16) throw invalidParameter("Cannot reference more than 16 subnets.");
  if (securityGroupIds.length > 5) throw invalidParameter("Cannot reference more than 5 security groups.");
  return {
    subnetIds,
    securityGroupIds,
    ipv6Allowed: vpc.flag("Ipv6AllowedForDualStack") ?? false,
  };
}

function readLogging(
  members: Members,
  input: JsonObject,
  before: LoggingSettings,
): LoggingSettings | undefined {
  const known = ["LogFormat", "LogGroup", "ApplicationLogLevel", "SystemLogLevel"];
  const logging = part(members, input, "LoggingConfig", known);
  if (logging === undefined) return undefined;
  const asked = logging.text("LogFormat", { oneOf: ["JSON", "Text"] }) ?? before.format;
  const format = asked === "JSON" ? "JSON" : "Text";
  const applicationLevel = logging.text("ApplicationLogLevel", { oneOf: applicationLevels });
  const systemLevel = logging.text("SystemLogLevel", { oneOf: ["DEBUG", "INFO", "WARN"] });
  if (format === "Text" && (applicationLevel ?? systemLevel) !== undefined) {
    throw notSupported("a log level without LogFormat JSON");
  }
  return {
    ...keptLevels(format, before),
    format,
    group: logging.text("LogGroup", { min: 1, max: 512, pattern: /[._\-/#A-Za-z0-9]+/ }) ?? before.group,
    ...(applicationLevel === undefined ? {} : { applicationLevel }),
    ...(systemLevel === undefined ? {} : { systemLevel }),
  };
}

/** Switching to Text drops the levels. */
function keptLevels(format: "Text" | "JSON", before: LoggingSettings) {
  return format === "Text" ? { applicationLevel: "INFO", systemLevel: "INFO" } : before;
}
