import type { Declaration } from "../api/declaration.ts";
import type {
  LogGroupResource,
  PolicyDocument,
  RoleResource,
  StreamResource,
  StreamSpec,
  SubscriptionResource,
  SubscriptionSpec,
} from "../api/resource.ts";
import { type Candidate, identity, keyIn, type Origin, tagsIn } from "./candidate.ts";
import type { ManifestOf } from "./declarations.ts";
import { logGroupSpec } from "./expand-function.ts";
import { lambdaTrust, namePrefix } from "./permissions.ts";
import { resolvePolicy } from "./resolve-policy.ts";
import { withDefaults } from "./with-defaults.ts";

/** Kinesis's own defaults, as one shard; its own key for what is to be encrypted. */
export const streamDefaults = {
  mode: "provisioned",
  shards: 1,
  retentionHours: 24,
  encryptionKeyId: "alias/aws/kinesis",
} as const;

export function expandStream(origin: Origin, { body }: Declaration<ManifestOf<"Stream">>): Candidate {
  const policy = resolvePolicy("Stream", origin.policy, origin.scope.governed.defaults);
  const encryption = body.spec?.encryption;
  const capacity: StreamSpec["capacity"] =
    body.spec?.mode === "onDemand"
      ? { mode: "onDemand" }
      : { mode: "provisioned", shards: body.spec?.shards ?? streamDefaults.shards };
  const resource: StreamResource = {
    ...identity(origin, "Stream", body.metadata.name, policy.externalName),
    spec: {
      capacity,
      retentionHours: body.spec?.retentionHours ?? streamDefaults.retentionHours,
      ...(encryption === undefined
        ? {}
        : { encryptionKeyId: encryption.keyId ?? streamDefaults.encryptionKeyId }),
      tags: tagsIn(origin, body.spec?.tags),
    },
    policy,
  };
  return { resource, needs: [], unites: false };
}

export function expandLogGroup(origin: Origin, { body }: Declaration<ManifestOf<"LogGroup">>): Candidate {
  const policy = resolvePolicy("LogGroup", origin.policy, origin.scope.governed.defaults);
  const resource: LogGroupResource = {
    ...identity(origin, "LogGroup", body.metadata.name, policy.externalName),
    spec: {
      ...logGroupSpec(body.spec ?? {}),
      ...(body.spec?.kmsKeyArn === undefined ? {} : { kmsKeyArn: body.spec.kmsKeyArn }),
      tags: tagsIn(origin, body.spec?.tags),
    },
    policy,
  };
  return { resource, needs: [], unites: false };
}

/** @param unites whether it comes from a seed flow file, several of which may share a role */
export function expandRole(
  origin: Origin,
  { body }: Declaration<ManifestOf<"Role">>,
  unites: boolean,
): Candidate {
  const { defaults, permissionsBoundary, environment } = origin.scope.governed;
  const policy = resolvePolicy("Role", origin.policy, defaults);
  const filled = (document: PolicyDocument): PolicyDocument =>
    JSON.parse(JSON.stringify(document).replaceAll(namePrefix, environment.namePrefix));
  const inline = Object.entries(body.spec?.inlinePolicies ?? {});
  const resource: RoleResource = {
    ...identity(origin, "Role", body.metadata.name, policy.externalName),
    spec: {
      assumeRolePolicy: filled(body.spec?.assumeRolePolicy ?? lambdaTrust),
      managedPolicyArns: [...new Set(body.spec?.managedPolicyArns ?? [])].sort(),
      inlinePolicies: Object.fromEntries(inline.map(([name, document]) => [name, filled(document)])),
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      tags: tagsIn(origin, body.spec?.tags),
    },
    policy,
  };
  return { resource, needs: [], unites };
}

/** Lambda's own defaults, and everything there is in the stream. */
export const subscriptionDefaults: Omit<
  SubscriptionSpec,
  "stream" | "function" | "onFailureArn" | "enabled" | "tags"
> = {
  batchSize: 100,
  batchWindowSeconds: 0,
  startingPosition: "TRIM_HORIZON",
  parallelizationFactor: 1,
  maxRetryAttempts: -1,
  maxRecordAgeSeconds: -1,
  bisectOnError: false,
  reportBatchItemFailures: false,
  filter: [],
};

export function expandSubscription(
  origin: Origin,
  declaration: Declaration<ManifestOf<"Subscription">>,
): Candidate {
  const { spec, metadata } = declaration.body;
  const name = metadata?.name ?? `${spec.event}:${spec.function}`;
  const resource = subscriptionResource(origin, name, {
    stream: keyIn(origin, "Stream", spec.event),
    function: keyIn(origin, "Function", spec.function),
    ...withDefaults(subscriptionDefaults, spec),
    ...(spec.onFailureArn === undefined ? {} : { onFailureArn: spec.onFailureArn }),
    ...(spec.enabled === undefined ? {} : { enabled: spec.enabled }),
    tags: tagsIn(origin, spec.tags),
  });
  const at = (field: string) => declaration.at(["spec", field]);
  return {
    resource,
    needs: [
      { key: resource.spec.stream, kind: "Stream", name: spec.event, at: at("event") },
      { key: resource.spec.function, kind: "Function", name: spec.function, at: at("function") },
    ],
    unites: false,
  };
}

export function subscriptionResource(
  origin: Origin,
  name: string,
  spec: SubscriptionSpec,
): SubscriptionResource {
  const policy = resolvePolicy("Subscription", origin.policy, origin.scope.governed.defaults);
  return { ...identity(origin, "Subscription", name), spec, policy };
}
