import type { ResourceKey } from "../api/resource.ts";
import type { JsonValue } from "./plan.ts";

/** One changed field as it is told: values of sensitive ones are left out. */
export interface ToldChange {
  readonly path: string;
  readonly from?: JsonValue;
  readonly to?: JsonValue;
  readonly sensitive?: true;
}

/** Why AWS was changed. */
export type Cause = "spec" | "drift" | "forced" | "adopted" | "removed";

/** Something worth telling that happened to a resource, or to the instance when there is no key. */
export interface ResourceEvent {
  readonly key?: ResourceKey;
  readonly type: "Normal" | "Warning";
  /** CamelCase, from a closed set: `Applied`, `Failed`, `DriftDetected`, `Deleted`, … `Applied` events are the history. */
  readonly reason: string;
  readonly message: string;
  /** ISO 8601 */
  readonly at: string;
  readonly revision?: string;
  readonly cause?: Cause;
  readonly calls?: readonly string[];
  readonly changes?: readonly ToldChange[];
}

/** As stored: equal ones are folded into one, with a count. */
export interface StoredEvent extends ResourceEvent {
  readonly id: string;
  readonly count: number;
  /** ISO 8601; `at` is the last time. */
  readonly firstAt: string;
}
