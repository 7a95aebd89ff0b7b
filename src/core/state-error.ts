import { shortRevision } from "./short-revision.ts";

/** Somebody else wrote the row since it was read, or a newer leader did: read it again. */
export class RowConflictError extends Error {
  constructor(row: string, options?: ErrorOptions) {
    super(`${row} was written by somebody else since it was read`, options);
    this.name = "RowConflictError";
  }
}

/** The state table cannot be reached, or refuses: try again later, and write nothing to AWS meanwhile. */
export class StateUnavailableError extends Error {
  constructor(call: string, cause: unknown) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`state table: ${call}: ${why}`, { cause });
    this.name = "StateUnavailableError";
  }
}

/** Another process leads. */
export class LeaseHeldError extends Error {
  constructor(holder: string, revision: string | undefined) {
    const at = revision === undefined ? "" : `, at revision ${shortRevision(revision)}`;
    super(`${holder} holds the lease${at}: only one process writes at a time`);
    this.name = "LeaseHeldError";
  }
}
