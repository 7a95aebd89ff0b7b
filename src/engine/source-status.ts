import { formatDiagnostic } from "../api/diagnostic.ts";
import type { SourceStatus } from "../core/controller-row.ts";
import type { SourceReading } from "./ports.ts";

/** So many are kept: whoever has more runs `validate`. */
const keptErrors = 50;

export interface SourceContext {
  readonly identity: string;
  readonly before: SourceStatus;
}

/** Whether all that is declared is known. */
export function isWhole(reading: SourceReading): boolean {
  return reading.kind === "snapshot" && reading.set.diagnostics.every(({ severity }) => severity !== "error");
}

/** What there is to say of the source after a reading. A revision read before stays the last one read whole. */
export function sourceStatus(reading: SourceReading, context: SourceContext): SourceStatus {
  const { identity, before } = context;
  const { revision, revisionSince } = before;
  const known = {
    ...(revision !== undefined && { revision }),
    ...(revisionSince !== undefined && { revisionSince }),
  };
  if (reading.kind === "missing") {
    return { identity, state: "missing", reason: reading.reason, ...known, errors: [] };
  }
  const errors = reading.set.diagnostics.filter(({ severity }) => severity === "error").map(formatDiagnostic);
  const now = { revision: reading.set.revision, revisionSince: reading.since };
  return {
    identity,
    state: isWhole(reading) ? "ok" : "broken",
    ...(errors.length > 0 && { reason: errors[0] }),
    ...now,
    errors: errors.slice(0, keptErrors),
  } as SourceStatus;
}
