import type { Declaration } from "../api/declaration.ts";
import type { Workflow } from "../api/desired-set.ts";
import type { CodeSource, LogGroupResource } from "../api/resource.ts";
import { type Candidate, identity, keyIn, type Need, type Origin, tagsIn } from "./candidate.ts";
import type { ManifestOf } from "./declarations.ts";
import { functionCandidates, streamUse } from "./expand-function.ts";
import { subscriptionDefaults, subscriptionResource } from "./expand-plain.ts";
import { childPolicy } from "./resolve-policy.ts";

const trackerRuntime = "nodejs22.x";
/** How long executions can be tracked, in days. */
export const trackRetentionDays = 7;

/** A workflow and the resources that track it. */
export interface WorkflowExpansion {
  readonly workflow: Workflow;
  readonly candidates: readonly Candidate[];
}

/** Workflow → log group, tracker function with its own log group and role, a subscription per event. */
export function expandWorkflow(
  origin: Origin,
  declaration: Declaration<ManifestOf<"Workflow">>,
  trackerCode: (settings: Readonly<Record<string, string>>) => CodeSource,
): WorkflowExpansion {
  const { metadata, spec } = declaration.body;
  const group = trackGroup(origin, declaration.body);
  const code = trackerCode({ workflow: metadata.name, logGroup: group.awsName });
  const candidates: Candidate[] = [
    { resource: group, needs: [trackerNeed(origin, metadata.name)], unites: false },
    ...tracker(origin, declaration, code, group.awsName),
    ...subscriptions(origin, declaration),
  ];
  const workflow: Workflow = {
    environment: origin.scope.governed.environment.name,
    id: metadata.name,
    flow: spec.flow,
    subscribers: Object.fromEntries(
      spec.flow.map((event) => [event, [...new Set(origin.scope.subscribers.get(event) ?? [])]]),
    ),
    logGroup: group.awsName,
    resources: candidates.map(({ resource }) => resource.key).sort(),
    source: origin.source,
  };
  return { workflow, candidates };
}

function trackGroup(origin: Origin, { metadata, spec }: ManifestOf<"Workflow">): LogGroupResource {
  const prefix = origin.scope.governed.environment.namePrefix;
  return {
    ...identity(origin, "LogGroup", `track:${metadata.name}`, `/xFlow/track/${prefix}${metadata.name}`),
    spec: { retentionDays: spec.tracker?.retentionDays ?? trackRetentionDays, tags: tagsIn(origin, {}) },
    policy: childPolicy("LogGroup", origin.policy, origin.scope.governed.defaults),
  };
}

function tracker(
  origin: Origin,
  declaration: Declaration<ManifestOf<"Workflow">>,
  code: CodeSource,
  logGroup: string,
): Candidate[] {
  const { metadata, spec } = declaration.body;
  const { defaults } = origin.scope.governed;
  return functionCandidates({
    origin,
    name: trackerName(metadata.name),
    spec: {
      code,
      handler: "index.handler",
      runtime: trackerRuntime,
      description: `Records the executions of ${metadata.name}`,
      timeoutSeconds: 60,
      memoryMb: 256,
      ephemeralStorageMb: 512,
      architecture: "x86_64",
      layers: [],
      tracing: "PassThrough",
      logFormat: "Text",
    },
    environment: {},
    tags: tagsIn(origin, {}),
    logging: defaults.logging ?? {},
    role: spec.tracker?.role ?? defaults.role,
    roleAt: declaration.at(["spec", "tracker", "role"]),
    roleNeeds: {
      reads: [...spec.flow].sort().map((event) => streamUse(origin, event)),
      publishes: [],
      failureArns: [],
      logGroups: [logGroup],
      networks: false,
      traces: false,
    },
    isDeclared: false,
    needs: spec.flow.map((name, index) => ({
      key: keyIn(origin, "Stream", name),
      kind: "Stream" as const,
      name,
      at: declaration.at(["spec", "flow", index]),
    })),
  });
}

/** Batches, and reports per record: one event that cannot be recorded does not hold up the others. */
function subscriptions(origin: Origin, { body }: Declaration<ManifestOf<"Workflow">>): Candidate[] {
  const name = trackerName(body.metadata.name);
  return body.spec.flow.map((event) => {
    const resource = subscriptionResource(origin, `${event}:${name}`, {
      stream: keyIn(origin, "Stream", event),
      function: keyIn(origin, "Function", name),
      ...subscriptionDefaults,
      reportBatchItemFailures: true,
      tags: tagsIn(origin, {}),
    });
    return { resource, needs: [trackerNeed(origin, body.metadata.name)], unites: false };
  });
}

/** Everything of a workflow falls with its tracker. */
function trackerNeed(origin: Origin, workflow: string): Need {
  const name = trackerName(workflow);
  return { key: keyIn(origin, "Function", name), kind: "Function", name, at: origin.source };
}

export function trackerName(workflow: string): string {
  return `tracker_${workflow}`;
}
