import type { ResourceKey } from "../api/resource.ts";
import { CallError, type Disposition } from "../core/call-error.ts";
import type { NextLook, Unseen } from "../core/observation.ts";
import { RowConflictError } from "../core/state-error.ts";

/** How one pass for one key ended. */
export type Outcome =
  /** AWS holds what is wanted, and it is usable. */
  | { readonly kind: "settled" }
  /** On its way: look again. Not a failure. */
  | ({ readonly kind: "waiting"; readonly reason: string } & NextLook)
  /** Something else must happen first, and will wake the key. */
  | { readonly kind: "blocked"; readonly on: readonly ResourceKey[]; readonly reason: string }
  | { readonly kind: "failed"; readonly disposition: Disposition; readonly message: string }
  | { readonly kind: "refused"; readonly reason: string; readonly message: string }
  /** Its environment cannot be worked in, and wakes the key when it can. No fault of the resource. */
  | { readonly kind: "held"; readonly message: string }
  /** Nobody wants the key any more. */
  | { readonly kind: "gone" }
  /** Told to stop between two calls. */
  | { readonly kind: "stopped" };

/** A row that somebody else wrote is only read again. */
function dispositionOf(error: unknown): Disposition {
  if (error instanceof CallError) return error.disposition;
  return { kind: error instanceof RowConflictError ? "conflict" : "transient" };
}

/** What could not be seen is a failure like that of the call that would have shown it. */
export function unseenOutcome({ reason: message, disposition = { kind: "transient" } }: Unseen): Outcome {
  return { kind: "failed", disposition, message };
}

/** The one place where a thrown error becomes an outcome. An unknown one may heal, so it is tried again. */
export function failedOutcome(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  const disposition = dispositionOf(error);
  if (disposition.kind === "credentials") return { kind: "held", message };
  return { kind: "failed", disposition, message };
}
