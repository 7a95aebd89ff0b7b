import type { ControllerRow, LeaseRow } from "../../core/controller-row.ts";
import { isScanOverdue, leadershipOf } from "../ctl/leadership.ts";
import type { ResourceStatus, StatusView } from "../ctl/status-view.ts";
import { statusOf } from "../ctl/telling.ts";
import { countStatuses } from "./status-counts.ts";

/**
 * The stable form of a status, documented in docs/xflowctl.md. Every member is always there; what has no value is
 * null, so that scripts need not tell absent from empty.
 */
export function statusDocument(view: StatusView): object {
  const { instance, nowMs, lease, controller, approval, resources } = view;
  const block = controller?.deletionBlock;
  return {
    instance,
    leader: leaderDocument(lease, nowMs),
    source: sourceDocument(controller),
    scan: scanDocument(controller, nowMs),
    environments: controller?.environments ?? [],
    deletionBlock: block === undefined ? null : { ...block, approvedBy: approval?.by ?? null },
    counts: countStatuses(resources),
    resources: resources.map(resourceDocument),
  };
}

function leaderDocument(lease: LeaseRow | undefined, nowMs: number): object | null {
  if (lease === undefined) return null;
  const { host, pid, command, epoch, acquiredAt, renewedAt, xflowVersion } = lease;
  return {
    state: leadershipOf(lease, nowMs),
    ...{ host, pid, command, epoch, acquiredAt, renewedAt },
    expiresAt: new Date(Date.parse(renewedAt) + lease.leaseMs).toISOString(),
    version: xflowVersion,
  };
}

function sourceDocument(controller: ControllerRow | undefined): object | null {
  if (controller === undefined) return null;
  const { identity, state, reason, revision, revisionSince, errors } = controller.source;
  return {
    identity,
    state,
    reason: reason ?? null,
    revision: revision ?? null,
    revisionSince: revisionSince ?? null,
    errors,
  };
}

function scanDocument(controller: ControllerRow | undefined, nowMs: number): object | null {
  if (controller === undefined) return null;
  const { lastScanAt, scanPeriodMs } = controller;
  return {
    lastAt: lastScanAt ?? null,
    periodSeconds: scanPeriodMs / 1_000,
    overdue: isScanOverdue(controller, nowMs),
  };
}

function resourceDocument({ row, suspension, telling }: ResourceStatus): object {
  const { kind, name, environment, labels, state, generation, observedGeneration, conditions } = row;
  const { awsName, drift, counters, owners, source, adopted, updatedAt } = row;
  return {
    ...{ key: row.key, kind, name, environment, labels, state },
    ready: statusOf(row, "Ready"),
    synced: statusOf(row, "Synced"),
    telling,
    suspended: suspension === undefined ? null : suspendedDocument(suspension),
    ...{ generation, observedGeneration, conditions, drift },
    awsName,
    arn: row.arn ?? null,
    accountId: row.place.accountId,
    region: row.place.region,
    adopted,
    lastAttemptedRevision: row.lastAttemptedRevision,
    lastAppliedRevision: row.lastAppliedRevision ?? null,
    ...{ counters, owners, source, updatedAt },
  };
}

function suspendedDocument({ by, at, reason, until }: NonNullable<ResourceStatus["suspension"]>): object {
  return { by, at: at ?? null, reason: reason ?? null, until: until ?? null };
}
