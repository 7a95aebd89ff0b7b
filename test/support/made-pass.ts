import type { Resource } from "../../src/api/resource.ts";
import type { Observation } from "../../src/core/observation.ts";
import type { Change, ResourcePlan, Step, Verdict } from "../../src/core/plan.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { nextRow } from "../../src/engine/status/next-row.ts";
import type { PassFacts, RowWork } from "../../src/engine/status/pass-facts.ts";
import { makeStream, testTarget } from "./made-resources.ts";

export const startMs = Date.parse("2026-01-01T00:00:00.000Z");

export function atIso(ms: number): string {
  return new Date(ms).toISOString();
}

/** What a row needs of a kind; roles and log groups are usable as written. */
export function makeWork(resource: Resource): RowWork {
  return {
    resource,
    target: testTarget,
    place: { accountId: testTarget.accountId, region: testTarget.region },
    kind: {
      ...((resource.kind === "Role" || resource.kind === "LogGroup") && { settlesOnWrite: true }),
      identityOf: ({ awsName }) => ({ awsName }),
      managedFields: ({ spec }) => ("reservedConcurrency" in spec ? ["reservedConcurrency"] : []),
      dependencies: ({ spec }) =>
        "stream" in spec
          ? [
              { key: spec.stream, until: "ready" },
              { key: spec.function, until: "present" },
            ]
          : [],
      predictArn: ({ awsName }) => `arn:predicted:${awsName}`,
    },
  };
}

type Present = Extract<Observation, { kind: "present" }>;

export function seen(resource: Resource, also: Partial<Present> = {}): Observation {
  const { key, awsName } = resource;
  const base = { kind: "present", arn: `arn:seen:${awsName}`, state: {} } as const;
  return { ...base, ownership: { kind: "ours", resource: key }, health: { kind: "ready" }, ...also };
}

export function busy(resource: Resource, reason = "the stream is UPDATING"): Observation {
  return seen(resource, { health: { kind: "progressing", reason, afterMs: 1_000 } });
}

export function change(path: string, also: Partial<Change> = {}): Change {
  return { path, from: 1, to: 2, ...also };
}

export function step(resource: Resource, changes: readonly Change[], also: Partial<Step> = {}): Step {
  return { key: resource.key, call: "aws:Change", changes, stage: 0, action: {}, ...also };
}

export function planOf(
  resource: Resource,
  steps: readonly Step[] = [],
  also: Partial<ResourcePlan> = {},
): ResourcePlan {
  const verdict: Verdict = { kind: steps.length === 0 ? "in-sync" : "update" };
  const differences = steps.flatMap(({ changes }) => changes);
  return { key: resource.key, verdict, steps, warnings: [], differences, ...also };
}

/** By default: it was seen, nothing differed, and that is all. */
export function makeFacts(also: Partial<PassFacts> & { readonly resource?: Resource } = {}): PassFacts {
  const { resource = makeStream(), ...facts } = also;
  return {
    work: makeWork(resource),
    revision: "r1",
    nowMs: startMs,
    outcome: { kind: "settled" },
    observation: seen(resource),
    planned: planOf(resource),
    applied: [],
    ...facts,
  };
}

/** Facts of a pass that ended before it saw or planned anything. */
export function unseenFacts(also: Partial<PassFacts> & { readonly resource?: Resource } = {}): PassFacts {
  const { observation: _seen, planned: _planned, ...facts } = makeFacts(also);
  return facts;
}

/** The stored row of a resource that was applied whole and works. */
export function settledRow(resource: Resource, also: Partial<ResourceRow> = {}): ResourceRow {
  return { ...nextRow(undefined, makeFacts({ resource })).row, version: 1, epoch: 1, ...also };
}

export function conditionIn(row: ResourceRow, type: string): string | undefined {
  const condition = row.conditions.find((other) => other.type === type);
  return condition === undefined ? undefined : `${condition.status}/${condition.reason}`;
}
