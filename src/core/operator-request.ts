import type { ResourceKey } from "../api/resource.ts";

interface RequestBase {
  /** ISO 8601 */
  readonly at: string;
  /** Who asked: user@host. */
  readonly by: string;
}

/** Look again at once; answered when a row's `lastHandledRequest` is the token. */
export interface ReconcileRequest extends RequestBase {
  readonly kind: "reconcile";
  readonly token: string;
  readonly keys: readonly ResourceKey[] | "all";
}

/** Leave a resource alone; in force as long as it stands. */
export interface SuspendRequest extends RequestBase {
  readonly kind: "suspend";
  readonly key: ResourceKey;
  readonly reason?: string;
  /** ISO 8601: resumes by itself then. */
  readonly until?: string;
}

/** Let exactly this list of deletes go; for one hour. */
export interface ApproveRequest extends RequestBase {
  readonly kind: "approve";
  readonly digest: string;
}

/** Drop a row whose resource is gone, released or not wanted; nothing happens in AWS. */
export interface ForgetRequest extends RequestBase {
  readonly kind: "forget";
  readonly key: ResourceKey;
  readonly token: string;
}

/** What operators write, and all they write. */
export type OperatorRequest = ReconcileRequest | SuspendRequest | ApproveRequest | ForgetRequest;

/** How long an approval counts, in milliseconds. */
export const approvalMs = 3_600_000;
