import type { ResourceKey } from "../../api/resource.ts";
import { compareText } from "../../core/canonical.ts";
import { type ResourceRow, rowSchemaVersion } from "../../core/resource-row.ts";
import { toConditions } from "./conditions.ts";
import type { RowContext } from "./pass-facts.ts";
import { desiredHash, hashVersion } from "./spec-hash.ts";

/** The row of a resource that is wanted and of which nothing else is known; not stored yet. */
export function firstRow({ work, revision, nowMs }: RowContext): ResourceRow {
  const { resource, place, kind } = work;
  return {
    key: resource.key,
    kind: resource.kind,
    name: resource.name,
    environment: resource.environment,
    labels: resource.labels,
    state: "intent",
    generation: 1,
    observedGeneration: 0,
    conditions: firstConditions(nowMs),
    awsName: resource.awsName,
    identity: kind.identityOf(resource),
    place,
    desiredHash: desiredHash(resource),
    hashVersion,
    managedTagKeys: [],
    managedFields: [],
    adopted: false,
    policy: resource.policy,
    dependsOn: dependenciesOf(work),
    owners: resource.owners,
    source: { file: resource.source.file, line: resource.source.line },
    lastAttemptedRevision: revision,
    drift: [],
    corrections: [],
    counters: { reconciles: 0, failures: 0, driftCorrected: 0 },
    updatedAt: new Date(nowMs).toISOString(),
    epoch: 0,
    version: 0,
    schemaVersion: rowSchemaVersion,
  };
}

/**
 * The row with what the declaration says now, applied or not: policy outlives the declaration as last declared.
 * What the resource needs in AWS is added to what it needed before, until the new wish is applied whole. What was
 * on its way out, or not ours to look after, is a new wish even if it was wanted like this once.
 */
export function declaredRow(previous: ResourceRow | undefined, context: RowContext): ResourceRow {
  const fresh = firstRow(context);
  if (previous === undefined) return fresh;
  const { labels, awsName, identity, place, policy, owners, source, lastAttemptedRevision, updatedAt } =
    fresh;
  const dependsOn = union(previous.dependsOn, fresh.dependsOn);
  const now = { labels, policy, owners, source, lastAttemptedRevision, updatedAt, dependsOn };
  const known = previous.state === "present" ? previous : withoutWish(previous);
  return { ...known, ...now, awsName, identity, place, ...wish(previous, fresh) };
}

/**
 * The row to be stored before a resource is created or taken over: a crash after the call leaves a trace of it.
 * One that is in the inventory already stays as it is.
 * @param isAdoption it exists, and is taken over rather than created
 */
export function intentRow(
  previous: ResourceRow | undefined,
  context: RowContext & { readonly isAdoption: boolean },
): ResourceRow {
  if (previous?.state === "present") return previous;
  return { ...declaredRow(previous, context), state: "intent", adopted: context.isAdoption };
}

export function dependenciesOf({ kind, resource }: RowContext["work"]): readonly ResourceKey[] {
  return union(
    [],
    kind.dependencies(resource).map(({ key }) => key),
  );
}

function withoutWish({ specHash: _, ...rest }: ResourceRow): ResourceRow {
  return rest;
}

/** Hashes of another rule are no evidence of a new wish, and stay until a wish was applied whole by this one. */
function wish(previous: ResourceRow, fresh: ResourceRow): Partial<ResourceRow> {
  const isKnown = previous.hashVersion === fresh.hashVersion;
  if (!isKnown || previous.desiredHash === fresh.desiredHash) return {};
  return { desiredHash: fresh.desiredHash, generation: previous.generation + 1, corrections: [] };
}

/** Sorted, each once. */
export function union<Text extends string>(a: readonly Text[], b: readonly Text[]): readonly Text[] {
  return [...new Set([...a, ...b])].sort(compareText);
}

function firstConditions(nowMs: number): ResourceRow["conditions"] {
  const reconciling = {
    type: "Reconciling",
    status: "True",
    reason: "Progressing",
    message: "not looked at yet",
  } as const;
  const judged = {
    Ready: undefined,
    Synced: undefined,
    Reconciling: reconciling,
    Stalled: undefined,
    Drifted: undefined,
    Suspended: undefined,
    DeletionBlocked: undefined,
    Flapping: undefined,
  };
  return toConditions([], judged, { generation: 1, nowMs });
}
