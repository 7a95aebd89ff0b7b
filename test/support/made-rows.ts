import type { ControllerRow, LeaseRow } from "../../src/core/controller-row.ts";
import type { ResourceEvent } from "../../src/core/resource-event.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import type { LeaseHolder } from "../../src/store/lease-row.ts";

/** A row as the controller would write it first. */
export function makeRow(change: Partial<ResourceRow> = {}): ResourceRow {
  return {
    key: "default/Stream/Words",
    kind: "Stream",
    name: "Words",
    environment: "default",
    labels: {},
    state: "present",
    generation: 1,
    observedGeneration: 1,
    conditions: [],
    awsName: "Words",
    identity: { awsName: "Words" },
    place: { accountId: "000000000000", region: "eu-west-3" },
    desiredHash: "hash",
    hashVersion: 1,
    managedTagKeys: [],
    managedFields: [],
    adopted: false,
    policy: { drift: "correct", deletion: "retain", adopt: "never", suspend: false, ignore: [] },
    dependsOn: [],
    owners: ["flow.yaml"],
    source: { file: "flow.yaml", line: 1 },
    lastAttemptedRevision: "r1",
    drift: [],
    corrections: [],
    counters: { reconciles: 1, failures: 0, driftCorrected: 0 },
    updatedAt: "2026-01-01T00:00:00.000Z",
    epoch: 0,
    version: 0,
    schemaVersion: 1,
    ...change,
  };
}

export function makeControllerRow(change: Partial<ControllerRow> = {}): ControllerRow {
  return {
    source: { identity: "/repo/manifests", state: "ok", revision: "r1", errors: [] },
    scanPeriodMs: 60_000,
    xflowVersion: "0.1.0",
    epoch: 0,
    version: 0,
    ...change,
  };
}

export function makeHolder(holder: string, change: Partial<LeaseHolder> = {}): LeaseHolder {
  return { holder, host: `host-of-${holder}`, pid: 1, command: "server", xflowVersion: "0.1.0", ...change };
}

export function makeLeaseRow(change: Partial<LeaseRow> = {}): LeaseRow {
  return {
    ...makeHolder("one"),
    epoch: 1,
    renewals: 1,
    acquiredAt: "2026-01-01T00:00:00.000Z",
    renewedAt: "2026-01-01T00:00:00.000Z",
    leaseMs: 28_000,
    released: false,
    ...change,
  };
}

export function makeEvent(change: Partial<ResourceEvent> = {}): ResourceEvent {
  return {
    key: "default/Stream/Words",
    type: "Warning",
    reason: "Failed",
    message: "not allowed",
    at: "2026-01-01T00:00:00.000Z",
    ...change,
  };
}
