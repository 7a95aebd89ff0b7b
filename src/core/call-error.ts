/** What the engine does about a failed call (ADR 8). Waiting is a result, not one of these. */
export type Disposition =
  /** 5xx, timeout, reset, and what nobody knows: exponential back-off with jitter. */
  | { readonly kind: "transient" }
  /** Rate limited: a longer back-off, and the quota bucket's budget shrinks. */
  | { readonly kind: "throttled" }
  /** Busy, stale or there already: observe again after a short, fixed delay. */
  | { readonly kind: "conflict" }
  /** IAM or KMS has not told everybody yet: soon and often for a while, then at each resync with a condition. */
  | { readonly kind: "propagation"; readonly reason: string; readonly isOverdue?: true }
  /** What the call refers to is not there: woken when that comes, looked at slowly meanwhile. */
  | { readonly kind: "dependency" }
  /** A limit of the account or of a day: a long rest, and a condition. */
  | { readonly kind: "quota"; readonly reason: string }
  /** A right is missing, perhaps only for the moment: a medium back-off, and a condition. */
  | { readonly kind: "auth"; readonly reason: string }
  /** AWS does not know who is calling: no resource is at fault, and its environment waits as a whole. */
  | { readonly kind: "credentials"; readonly reason: string }
  /** No retry until the spec changes or the next resync. */
  | { readonly kind: "terminal"; readonly reason: string };

export const dispositionKinds = [
  "transient",
  "throttled",
  "conflict",
  "propagation",
  "dependency",
  "quota",
  "auth",
  "credentials",
  "terminal",
] as const satisfies readonly Disposition["kind"][];

/**
 * The reason of the condition that a person has to know of: without somebody's doing it goes on like this.
 * Undefined: it is being tried again, and may well succeed.
 */
export function standstillOf(disposition: Disposition): string | undefined {
  switch (disposition.kind) {
    case "quota":
    case "auth":
    case "terminal":
      return disposition.reason;
    case "propagation":
      return disposition.isOverdue ? disposition.reason : undefined;
    default:
      return undefined;
  }
}

/** A failed AWS call, classified once, in `aws/classify.ts`. */
export class CallError extends Error {
  /** `<service>:<Operation>` */
  readonly call: string;
  readonly disposition: Disposition;

  /** @param advice for people: what it means, and what helps */
  constructor(call: string, disposition: Disposition, cause: unknown, advice?: string) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`${call}: ${why}${advice === undefined ? "" : ` (${advice})`}`, { cause });
    this.name = "CallError";
    this.call = call;
    this.disposition = disposition;
  }
}
