import type { ControllerRow, SourceStatus } from "../core/controller-row.ts";

export interface FirstStatus {
  /** The row that a controller kept before. */
  readonly stored: ControllerRow | undefined;
  readonly sourceIdentity: string;
  /** By which source the rows were made, as the lease tells: trusted where no controller has kept one. */
  readonly formerSource?: string;
  readonly scanPeriodMs: number;
  readonly xflowVersion: string;
}

/** The controller's row as it begins: what was kept, and what it knows of itself. */
export function firstStatus(first: FirstStatus): ControllerRow {
  const { stored, sourceIdentity, formerSource, scanPeriodMs, xflowVersion } = first;
  const unread: SourceStatus = {
    identity: sourceIdentity,
    state: "missing",
    reason: "it has not been read yet",
    errors: [],
  };
  const trusted = formerSource === undefined ? {} : { trustedSource: formerSource };
  const before = stored ?? { source: unread, ...trusted, epoch: 0, version: 0 };
  return { ...before, source: { ...before.source, identity: sourceIdentity }, scanPeriodMs, xflowVersion };
}
