import type { ControllerRow, LeaseRow } from "../../core/controller-row.ts";

/** By this machine's clock, which may differ from the leader's. `none`: no process ever led. */
export type Leadership = "leading" | "released" | "expired" | "none";

export function leadershipOf(lease: LeaseRow | undefined, nowMs: number): Leadership {
  if (lease === undefined) return "none";
  if (lease.released) return "released";
  return nowMs > Date.parse(lease.renewedAt) + lease.leaseMs ? "expired" : "leading";
}

/** A scan ends every period, give or take; three missed ones mean that nobody looks. */
const missedScans = 3;

/** Whether the controller has been silent for too long. */
export function isScanOverdue({ lastScanAt, scanPeriodMs }: ControllerRow, nowMs: number): boolean {
  return lastScanAt !== undefined && nowMs - Date.parse(lastScanAt) > missedScans * scanPeriodMs;
}
