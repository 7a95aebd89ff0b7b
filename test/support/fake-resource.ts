import { type PrimitiveKind, type Resource, type ResourceKey, resourceKey } from "../../src/api/resource.ts";

const specs = {
  Role: { assumeRolePolicy: {}, managedPolicyArns: [], inlinePolicies: {}, tags: {} },
  LogGroup: { tags: {} },
  Stream: { capacity: { mode: "provisioned", shards: 1 }, retentionHours: 24, tags: {} },
  Function: {
    code: { kind: "s3", bucket: "code", key: "a.zip" },
    handler: "a.b",
    runtime: "nodejs22.x",
    description: "",
    timeoutSeconds: 3,
    memoryMb: 128,
    ephemeralStorageMb: 512,
    architecture: "x86_64",
    environment: {},
    layers: [],
    role: { kind: "arn", arn: "arn:aws:iam::111122223333:role/r" },
    tracing: "PassThrough",
    logFormat: "Text",
    logGroup: resourceKey("default", "LogGroup", "a"),
    tags: {},
  },
  Subscription: {
    stream: resourceKey("default", "Stream", "a"),
    function: resourceKey("default", "Function", "a"),
    batchSize: 1,
    batchWindowSeconds: 0,
    startingPosition: "LATEST",
    parallelizationFactor: 1,
    maxRetryAttempts: -1,
    maxRecordAgeSeconds: -1,
    bisectOnError: false,
    reportBatchItemFailures: false,
    filter: [],
    tags: {},
  },
} satisfies { [K in PrimitiveKind]: Extract<Resource, { kind: K }>["spec"] };

/** A resource of the default environment; its spec means nothing beyond its type. */
export function fakeResource(
  kind: PrimitiveKind,
  name: string,
  also: { readonly owner?: string; readonly suspend?: boolean } = {},
): Resource {
  const shared = {
    key: resourceKey("default", kind, name),
    environment: "default",
    name,
    awsName: name,
    labels: {},
    policy: {
      drift: "correct",
      deletion: "delete",
      adopt: "never",
      suspend: also.suspend ?? false,
      ignore: [],
    },
    owners: [also.owner ?? "flow.yaml"],
    source: { file: "flow.yaml", line: 1, column: 1 },
  } as const;
  switch (kind) {
    case "Role":
      return { ...shared, kind, spec: specs.Role };
    case "LogGroup":
      return { ...shared, kind, spec: specs.LogGroup };
    case "Stream":
      return { ...shared, kind, spec: specs.Stream };
    case "Function":
      return { ...shared, kind, spec: specs.Function };
    case "Subscription":
      return { ...shared, kind, spec: specs.Subscription };
  }
}

export function fakeSet(resources: readonly Resource[]): {
  readonly resources: ReadonlyMap<ResourceKey, Resource>;
} {
  return { resources: new Map(resources.map((resource) => [resource.key, resource])) };
}
