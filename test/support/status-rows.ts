import { type PrimitiveKind, type ResourceKey, resourceKey } from "../../src/api/resource.ts";
import type { Condition, ConditionType } from "../../src/core/condition.ts";
import type { ControllerRow, DeletionBlock, LeaseRow } from "../../src/core/controller-row.ts";
import type { StoredEvent } from "../../src/core/resource-event.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { makeControllerRow, makeLeaseRow, makeRow } from "./made-rows.ts";

/** When made rows were last written: what is told of them is some time later. */
export const madeAtMs = Date.UTC(2026, 0, 1, 12);
const madeAt = new Date(madeAtMs).toISOString();

export function makeCondition(
  type: ConditionType,
  { status = "True", reason = type, message = "", ...rest }: Partial<Condition> = {},
): Condition {
  return { type, status, reason, message, lastTransitionTime: madeAt, observedGeneration: 1, ...rest };
}

export const readyConditions: readonly Condition[] = [
  makeCondition("Ready", { reason: "Available", message: "usable" }),
  makeCondition("Synced", { reason: "ReconcileSuccess" }),
];

/** A resource that is well, but for what is said otherwise. */
export function makeStatusRow(
  kind: PrimitiveKind,
  name: string,
  { environment = "default", ...rest }: Partial<ResourceRow> = {},
): ResourceRow {
  return makeRow({
    key: resourceKey(environment, kind, name),
    kind,
    name,
    environment,
    conditions: readyConditions,
    awsName: name,
    identity: { awsName: name },
    source: { file: "flow.yaml", line: 3 },
    lastAttemptedRevision: "4f1c2ab",
    lastAppliedRevision: "4f1c2ab",
    updatedAt: madeAt,
    ...rest,
  });
}

/** Of a server that leads, and renewed when everything was made. */
export function makeLeader(rest: Partial<LeaseRow> = {}): LeaseRow {
  return makeLeaseRow({
    host: "host-1",
    pid: 4711,
    epoch: 3,
    acquiredAt: madeAt,
    renewedAt: madeAt,
    leaseMs: 15_000,
    ...rest,
  });
}

/** Of an instance whose source is as it should be, scanned when everything was made. */
export function makeController(rest: Partial<ControllerRow> = {}): ControllerRow {
  const source: ControllerRow["source"] = {
    identity: "/git/current/manifests",
    state: "ok",
    revision: "4f1c2ab",
    revisionSince: madeAt,
    errors: [],
  };
  return makeControllerRow({ source, lastScanAt: madeAt, ...rest });
}

export function makeBlock(keys: readonly ResourceKey[], rest: Partial<DeletionBlock> = {}): DeletionBlock {
  return {
    reason: "TooManyDeletes",
    message: "more than 10 at once",
    keys,
    digest: "1f3a9c02b7de".padEnd(64, "0"),
    since: madeAt,
    approvable: true,
    ...rest,
  };
}

/** Something that happened to the instance, unless a key is given. */
export function makeStoredEvent(id: string, rest: Partial<StoredEvent> = {}): StoredEvent {
  return {
    id,
    type: "Normal",
    reason: "Applied",
    message: "created",
    at: madeAt,
    firstAt: madeAt,
    count: 1,
    ...rest,
  };
}
