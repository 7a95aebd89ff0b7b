import type { Declaration } from "../api/declaration.ts";
import type { LoggingManifest } from "../api/function.ts";
import type {
  CodeSource,
  FunctionResource,
  FunctionSpec,
  LogGroupResource,
  LogGroupSpec,
  RoleReference,
  SourceLocation,
} from "../api/resource.ts";
import { type Candidate, identity, keyIn, type Need, type Origin, tagsIn } from "./candidate.ts";
import type { ManifestOf } from "./declarations.ts";
import { generatedRole, type RoleNeeds } from "./generated-role.ts";
import { childPolicy, resolvePolicy } from "./resolve-policy.ts";
import { streamAwsName, streamKeyId } from "./scope.ts";
import { withDefaults } from "./with-defaults.ts";

/** A function and what comes with it, as manifests and trackers have it in common. */
export interface FunctionParts {
  readonly origin: Origin;
  readonly name: string;
  readonly spec: Omit<FunctionSpec, "role" | "logGroup" | "tags" | "environment">;
  readonly environment: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly logging: LoggingManifest;
  /** A Role's name or an ARN; undefined: one of its own. */
  readonly role: string | undefined;
  readonly roleAt: SourceLocation;
  readonly roleNeeds: Omit<RoleNeeds, "logGroup">;
  /** Whether the declaration is about the function itself, rather than about what brings it along. */
  readonly isDeclared: boolean;
  readonly needs: readonly Need[];
}

/** Function → function, log group and, without a role, a role. */
export function expandFunction(
  origin: Origin,
  declaration: Declaration<ManifestOf<"Function">>,
  code: CodeSource,
): Candidate[] {
  const { spec, metadata } = declaration.body;
  const { defaults } = origin.scope.governed;
  const vpc = spec.vpc ?? defaults.vpc;
  const { tracing, ...settings } = withDefaults<Settings>(functionDefaults, defaults, spec);
  const publishes = [...new Set(spec.publishes ?? [])].sort();
  return functionCandidates({
    origin,
    name: metadata.name,
    spec: {
      code,
      handler: spec.handler,
      ...settings,
      tracing,
      ...(vpc === undefined ? {} : { vpc: sortedVpc(vpc) }),
      ...(spec.reservedConcurrency === undefined ? {} : { reservedConcurrency: spec.reservedConcurrency }),
      logFormat: withDefaults<LogFormat>({ format: "Text" }, defaults.logging, spec.logging).format,
    },
    environment: spec.environment ?? {},
    tags: tagsIn(origin, spec.tags),
    logging: mergedLogging(spec.logging, defaults.logging),
    role: spec.role ?? defaults.role,
    roleAt: declaration.at(["spec", "role"]),
    roleNeeds: {
      ...readsOf(origin, metadata.name),
      publishes: publishes.map((event) => streamUse(origin, event)),
      networks: vpc !== undefined,
      traces: tracing === "Active",
      logGroups: [],
    },
    isDeclared: true,
    needs: publishes.map((name) => ({
      key: keyIn(origin, "Stream", name),
      kind: "Stream" as const,
      name,
      at: declaration.at(["spec", "publishes", (spec.publishes ?? []).indexOf(name)]),
    })),
  });
}

type Settings = Pick<
  FunctionSpec,
  | "runtime"
  | "description"
  | "timeoutSeconds"
  | "memoryMb"
  | "ephemeralStorageMb"
  | "architecture"
  | "layers"
  | "tracing"
>;
type LogFormat = { readonly format: FunctionSpec["logFormat"] };

/** Lambda's own defaults, but for the time-out: 3 s is too short to publish; 10 s is the original's. */
export const functionDefaults: Settings = {
  runtime: "",
  description: "",
  timeoutSeconds: 10,
  memoryMb: 128,
  ephemeralStorageMb: 512,
  architecture: "x86_64",
  layers: [],
  tracing: "PassThrough",
};

/** The log group comes first, so that Lambda does not create it. */
export function functionCandidates(parts: FunctionParts): Candidate[] {
  const { origin, name } = parts;
  const { defaults, environment } = origin.scope.governed;
  const toPolicy = parts.isDeclared ? resolvePolicy : childPolicy;
  const policy = toPolicy("Function", origin.policy, defaults);
  const base = identity(origin, "Function", name, policy.externalName);
  const group = functionLogGroup(parts, base.awsName);
  const needs = { ...parts.roleNeeds, logGroup: group.awsName };
  const own = parts.role === undefined ? generatedRole(origin, name, needs, parts.tags) : undefined;
  const prefix = environment.namePrefix;
  const resource: FunctionResource = {
    ...base,
    spec: {
      ...parts.spec,
      environment: { ...parts.environment, ...(prefix === "" ? {} : { XFLOW_STREAM_PREFIX: prefix }) },
      role: roleReference(origin, parts.role ?? name),
      logGroup: group.key,
      tags: parts.tags,
    },
    policy,
  };
  const roleNeeds = parts.role === undefined ? [] : roleNeed(origin, parts.role, parts.roleAt);
  const candidates: Candidate[] = [
    { resource, needs: [...parts.needs, ...roleNeeds], unites: false },
    { resource: group, needs: [{ key: base.key, kind: "Function", name, at: origin.source }], unites: false },
  ];
  return own === undefined ? candidates : [...candidates, own];
}

function functionLogGroup(parts: FunctionParts, functionAwsName: string): LogGroupResource {
  const { origin, name, logging } = parts;
  return {
    ...identity(origin, "LogGroup", `lambda:${name}`, `/aws/lambda/${functionAwsName}`),
    spec: {
      ...logGroupSpec(logging),
      ofFunction: keyIn(origin, "Function", name),
      tags: parts.tags,
    },
    policy: childPolicy("LogGroup", origin.policy, origin.scope.governed.defaults),
  };
}

/** Retention and routing, as Function and LogGroup manifests have them in common. */
export function logGroupSpec(
  logging: Pick<LoggingManifest, "retentionDays" | "destinationArn" | "destinationRoleArn" | "filterPattern">,
): Omit<LogGroupSpec, "tags"> {
  const { retentionDays, destinationArn, destinationRoleArn, filterPattern } = logging;
  const roleArn = destinationRoleArn === undefined ? {} : { roleArn: destinationRoleArn };
  return {
    ...(retentionDays === undefined ? {} : { retentionDays }),
    ...(destinationArn === undefined
      ? {}
      : { destination: { arn: destinationArn, ...roleArn, filterPattern: filterPattern ?? "" } }),
  };
}

/** Retention comes from wherever it is said; a destination comes whole from one place. */
function mergedLogging(
  own: LoggingManifest | undefined,
  defaults: LoggingManifest | undefined,
): LoggingManifest {
  const routing = own?.destinationArn === undefined ? defaults : own;
  const retentionDays = own?.retentionDays ?? defaults?.retentionDays;
  const { retentionDays: _days, ...destination } = routing ?? {};
  return { ...destination, ...(retentionDays === undefined ? {} : { retentionDays }) };
}

function roleReference(origin: Origin, role: string): RoleReference {
  if (role.startsWith("arn:")) return { kind: "arn", arn: role };
  return { kind: "resource", key: keyIn(origin, "Role", role) };
}

function roleNeed(origin: Origin, role: string, at: SourceLocation): Need[] {
  return role.startsWith("arn:") ? [] : [{ key: keyIn(origin, "Role", role), kind: "Role", name: role, at }];
}

/** Streams a function reads and where its failures go, by the subscriptions that name it. */
function readsOf(origin: Origin, name: string): Pick<RoleNeeds, "reads" | "failureArns"> {
  const own = origin.scope.receiving.get(name) ?? [];
  const events = [...new Set(own.map(({ spec }) => spec.event))].sort();
  const failures = own.flatMap(({ spec }) => spec.onFailureArn ?? []);
  return {
    reads: events.map((event) => streamUse(origin, event)),
    failureArns: [...new Set(failures)].sort(),
  };
}

export function streamUse(origin: Origin, event: string) {
  const keyId = streamKeyId(origin.scope, event);
  return { awsName: streamAwsName(origin.scope, event), ...(keyId === undefined ? {} : { keyId }) };
}

function sortedVpc(vpc: {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}) {
  const sorted = (ids: readonly string[]) => [...new Set(ids)].sort();
  return { subnetIds: sorted(vpc.subnetIds), securityGroupIds: sorted(vpc.securityGroupIds) };
}
