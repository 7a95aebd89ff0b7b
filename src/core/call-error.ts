/** What the engine does about a failed call. Waiting is a result, not one of these. */
export type Disposition =
  /** 5xx, timeout, reset, role not yet assumable: exponential back-off with jitter. */
  | { readonly kind: "transient" }
  /** Rate limited: a longer back-off, and the quota bucket's budget shrinks. */
  | { readonly kind: "throttled" }
  /** Busy or stale: observe again after a short, fixed delay. */
  | { readonly kind: "conflict" }
  /** No retry until the spec changes or the next resync. */
  | { readonly kind: "terminal"; readonly reason: string };

/** A failed AWS call, classified once, in `aws/classify.ts`. */
export class CallError extends Error {
  /** `<service>:<Operation>` */
  readonly call: string;
  readonly disposition: Disposition;

  constructor(call: string, disposition: Disposition, cause: unknown) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`${call}: ${why}`, { cause });
    this.name = "CallError";
    this.call = call;
    this.disposition = disposition;
  }
}
