import type { ResourceKey } from "../api/resource.ts";
import type { Disposition } from "./call-error.ts";

/** Whose a resource in AWS is, by the tags on it. */
export type Ownership =
  | { readonly kind: "ours"; readonly resource: ResourceKey }
  /** No owner's tags at all. */
  | { readonly kind: "unowned" }
  | { readonly kind: "foreign"; readonly owner: string }
  /** The tags could not be read. Nothing is written on doubt. */
  | { readonly kind: "unknown"; readonly reason: string };

/** A list failed or was cut short: no create, no update, no delete. */
export interface Unseen {
  readonly kind: "unknown";
  readonly reason: string;
  /** Of the call that failed; absent: none did. */
  readonly disposition?: Disposition;
}

/** What AWS was seen to hold for one resource. Absence is an observation, never an error. */
export type Observation<Observed = unknown> =
  | Unseen
  | { readonly kind: "absent" }
  | {
      readonly kind: "present";
      readonly arn: string;
      readonly ownership: Ownership;
      /** Normalised: defaults filled, sets sorted, names resolved. */
      readonly state: Observed;
      readonly health: Health;
    };

/** Nothing is known of a resource for want of what would have told of it. */
export function unseen({ reason, disposition }: Omit<Unseen, "kind">): Unseen {
  return { kind: "unknown", reason, ...(disposition !== undefined && { disposition }) };
}

/** When to look again at what is on its way. */
export interface NextLook {
  readonly afterMs: number;
  /** Asked about alone, at that very moment; absent: about when its likes are, which one list tells of. */
  readonly alone?: true;
}

/** Whether the thing in AWS is usable. */
export type Health =
  | { readonly kind: "ready" }
  | ({ readonly kind: "progressing"; readonly reason: string } & NextLook)
  /** Broken in AWS until something changes, e.g. a function whose state is Failed. */
  | { readonly kind: "failed"; readonly reason: string };
