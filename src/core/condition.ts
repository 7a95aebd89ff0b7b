/**
 * What is true of a resource. `Ready` (usable) and `Synced` (AWS equals the manifest) always stand in its status;
 * the others only while they are true.
 */
export const conditionTypes = [
  "Ready",
  "Synced",
  "Reconciling",
  "Stalled",
  "Drifted",
  "Suspended",
  "DeletionBlocked",
  "Flapping",
] as const;
export type ConditionType = (typeof conditionTypes)[number];

export interface Condition {
  readonly type: ConditionType;
  readonly status: "True" | "False" | "Unknown";
  /** CamelCase, from a closed set, e.g. `ReconcileSuccess`, `DependencyNotReady`. */
  readonly reason: string;
  /** For people; no secrets. */
  readonly message: string;
  /** ISO 8601; moves only when `status` does. */
  readonly lastTransitionTime: string;
  /** The generation this was said of. */
  readonly observedGeneration: number;
}
