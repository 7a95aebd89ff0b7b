import { functionDefaults } from "./expand-function.ts";
import { streamDefaults, subscriptionDefaults } from "./expand-plain.ts";
import { trackRetentionDays } from "./expand-workflow.ts";
import { seedDefaults } from "./seed-context.ts";

/** What a field of a manifest or a seed flow file turns into. */
export interface ManifestField {
  /** Fields of the kinds' tables, `Function.memoryMb`; empty: none of its own. */
  readonly becomes: readonly string[];
  /** More fields that it can change: of a role that xflow generates, or of what goes with it. */
  readonly touches?: readonly string[];
  /** What is wanted where it is absent; undefined: it must be given. */
  readonly absent?: string;
  /** What else it does. */
  readonly means?: string;
}

type Fields = Readonly<Record<string, ManifestField>>;

const ownRole = ["Role.inlinePolicies"] as const;
const otherOne =
  "identity: another one is another subscription, which under the same metadata.name is refused";
const moved = "identity: cannot change under existing resources";

function field(
  becomes: string,
  absent?: string | number | boolean,
  touches?: readonly string[],
): ManifestField {
  const known = absent === undefined ? {} : { absent: String(absent) };
  return { becomes: [becomes], ...known, ...(touches && { touches }) };
}

function meaning(means: string, absent?: string, touches?: readonly string[]): ManifestField {
  return { becomes: [], means, ...(absent !== undefined && { absent }), ...(touches && { touches }) };
}

/** A field of an Environment's defaults: absent in both, the manifests' own default holds. */
function inherited(own: ManifestField): ManifestField {
  return { ...own, absent: "the manifest's default" };
}

const logging: Fields = {
  "logging.retentionDays": field("LogGroup.retentionDays", "for ever"),
  "logging.format": field("Function.logFormat", "Text"),
  "logging.destinationArn": field("LogGroup.destination", "none"),
  "logging.destinationRoleArn": field("LogGroup.destination", "none"),
  "logging.filterPattern": field("LogGroup.destination", '""'),
};

const vpc: Fields = {
  "vpc.subnetIds": field("Function.vpc", "no VPC", ownRole),
  "vpc.securityGroupIds": field("Function.vpc", "no VPC", ownRole),
};

const functionManifest: Fields = {
  source: field("Function.source"),
  handler: field("Function.handler"),
  runtime: field("Function.runtime", "the Environment's"),
  description: field("Function.description", '""'),
  timeoutSeconds: field("Function.timeoutSeconds", functionDefaults.timeoutSeconds),
  memoryMb: field("Function.memoryMb", functionDefaults.memoryMb),
  ephemeralStorageMb: field("Function.ephemeralStorageMb", functionDefaults.ephemeralStorageMb),
  architecture: field("Function.architecture", functionDefaults.architecture),
  environment: field("Function.environment", "none"),
  layers: field("Function.layers", "none"),
  ...vpc,
  role: field("Function.role", "a generated role"),
  reservedConcurrency: field("Function.reservedConcurrency", "none; an operator's is left"),
  tracing: field("Function.tracing", functionDefaults.tracing, ownRole),
  ...logging,
  publishes: { ...field("Role.inlinePolicies", "nothing"), means: "rights of a generated role, and checks" },
  tags: { becomes: ["Function.tags", "LogGroup.tags", "Role.tags"], absent: "none" },
};

const stream: Fields = {
  mode: field("Stream.mode", streamDefaults.mode, ["Stream.shards"]),
  shards: field("Stream.shards", streamDefaults.shards),
  retentionHours: field("Stream.retentionHours", streamDefaults.retentionHours),
  encryption: field("Stream.encryptionKeyId", "none", ownRole),
  "encryption.keyId": field("Stream.encryptionKeyId", streamDefaults.encryptionKeyId, ownRole),
  tags: field("Stream.tags", "none"),
};

const subscription: Fields = {
  event: meaning(otherOne, undefined, ownRole),
  function: meaning(otherOne, undefined, ownRole),
  batchSize: field("Subscription.batchSize", subscriptionDefaults.batchSize),
  batchWindowSeconds: field("Subscription.batchWindowSeconds", subscriptionDefaults.batchWindowSeconds),
  startingPosition: field("Subscription.startingPosition", subscriptionDefaults.startingPosition),
  parallelizationFactor: field(
    "Subscription.parallelizationFactor",
    subscriptionDefaults.parallelizationFactor,
  ),
  maxRetryAttempts: field("Subscription.maxRetryAttempts", subscriptionDefaults.maxRetryAttempts),
  maxRecordAgeSeconds: field("Subscription.maxRecordAgeSeconds", subscriptionDefaults.maxRecordAgeSeconds),
  bisectOnError: field("Subscription.bisectOnError", subscriptionDefaults.bisectOnError),
  reportBatchItemFailures: field(
    "Subscription.reportBatchItemFailures",
    subscriptionDefaults.reportBatchItemFailures,
  ),
  filter: field("Subscription.filter", "all records"),
  onFailureArn: field("Subscription.onFailureArn", "none", ownRole),
  enabled: field("Subscription.enabled", "enabled; an operator's is left"),
  tags: field("Subscription.tags", "none"),
};

const role: Fields = {
  managedPolicyArns: field("Role.managedPolicyArns", "none"),
  inlinePolicies: field("Role.inlinePolicies", "none"),
  assumeRolePolicy: field("Role.assumeRolePolicy", "Lambda may assume it"),
  tags: field("Role.tags", "none"),
};

const logGroup: Fields = {
  retentionDays: field("LogGroup.retentionDays", "for ever"),
  kmsKeyArn: field("LogGroup.kmsKeyArn", "none"),
  destinationArn: field("LogGroup.destination", "none"),
  destinationRoleArn: field("LogGroup.destination", "none"),
  filterPattern: field("LogGroup.destination", '""'),
  tags: field("LogGroup.tags", "none"),
};

const workflow: Fields = {
  flow: meaning("a subscription of the tracker for each event, and its code", undefined, [
    "Function.source",
    ...ownRole,
  ]),
  "tracker.retentionDays": field("LogGroup.retentionDays", trackRetentionDays),
  "tracker.role": field("Function.role", "a generated role"),
};

const environment: Fields = {
  region: meaning(moved, "the SDK's chain"),
  accountId: meaning("a guard: nothing is called in any other account", "none"),
  assumeRoleArn: meaning("who makes the calls", "the process's own credentials"),
  namePrefix: meaning(moved, "none", ["Function.environment", ...ownRole]),
  permissionsBoundary: field("Role.permissionsBoundary", "none"),
  "defaults.role": inherited(field("Function.role")),
  "defaults.runtime": field("Function.runtime", "each manifest names one"),
  "defaults.timeoutSeconds": inherited(field("Function.timeoutSeconds")),
  "defaults.memoryMb": inherited(field("Function.memoryMb")),
  ...underDefaults(vpc),
  "defaults.tags": {
    becomes: ["Role.tags", "LogGroup.tags", "Stream.tags", "Function.tags", "Subscription.tags"],
    absent: "none",
  },
  ...underDefaults(logging),
  "defaults.policy.drift": meaning("how the resource is treated", "correct"),
  "defaults.policy.deletion": meaning("how the resource is treated", "by kind"),
  "defaults.policy.adopt": meaning("how the resource is treated", "never"),
};

function underDefaults(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([path, own]) => [`defaults.${path}`, inherited(own)]),
  );
}

const seed: Fields = {
  "general.lambda_timeout_time": field("Function.timeoutSeconds", seedDefaults.timeoutSeconds),
  "aws.region": meaning(moved, "the SDK's chain"),
  "aws.lambda_execution_role_name": field("Function.role"),
  "aws.subnet_ids": field("Function.vpc", "no VPC", ownRole),
  "aws.security_group_ids": field("Function.vpc", "no VPC", ownRole),
  "lambdas.name": meaning("a function", undefined, ["Function.handler"]),
  "lambdas.description": field("Function.description", "the name"),
  "lambdas.source": field("Function.source"),
  "lambdas.handler": field("Function.handler"),
  "lambdas.runtime": field("Function.runtime"),
  "subscriptions.event": meaning("a stream of one shard", undefined, ownRole),
  "subscriptions.subscribers": meaning("a subscription for each, of batch size 1"),
  "workflows.id": meaning("a workflow and its tracker", undefined, ownRole),
  "workflows.flow": meaning("a subscription of the tracker for each event", undefined, ["Function.source"]),
};

/** Every field a manifest's spec may have, and a seed flow file, by path from there; list indexes are left out. */
export const manifestFields = {
  Environment: environment,
  Function: functionManifest,
  Stream: stream,
  Subscription: subscription,
  Role: role,
  LogGroup: logGroup,
  Workflow: workflow,
  "seed flow file": seed,
} as const satisfies Readonly<Record<string, Fields>>;
