/** How long resources stay in their asynchronous states, in clock milliseconds. */
export interface Durations {
  readonly streamCreatingMs: number;
  readonly streamDeletingMs: number;
  readonly streamUpdatingMs: number;
  readonly functionPendingMs: number;
  readonly functionUpdatingMs: number;
  /** Creating, Enabling, Disabling, Updating and Deleting. */
  readonly mappingTransitionMs: number;
  /** From CreateRole until Lambda can assume the role. */
  readonly rolePropagationMs: number;
  /** From a change of a role's policies until Lambda goes by it. */
  readonly policyPropagationMs: number;
  readonly tableMs: number;
  /** From a change of tags until the tagging API shows it. */
  readonly taggingDelayMs: number;
}

/** Every state is passed through, quickly: a laptop should not wait, and a controller must still wait right. */
export const QUICK_DURATIONS: Durations = {
  streamCreatingMs: 150,
  streamDeletingMs: 100,
  streamUpdatingMs: 150,
  functionPendingMs: 100,
  functionUpdatingMs: 80,
  mappingTransitionMs: 80,
  rolePropagationMs: 0,
  policyPropagationMs: 0,
  tableMs: 50,
  taggingDelayMs: 0,
};

/** Near what AWS takes; for benchmarks on scaled time. AWS publishes none of these; they are what users report. */
export const REALISTIC_DURATIONS: Durations = {
  streamCreatingMs: 15_000,
  streamDeletingMs: 15_000,
  streamUpdatingMs: 15_000,
  functionPendingMs: 3_000,
  functionUpdatingMs: 3_000,
  mappingTransitionMs: 30_000,
  rolePropagationMs: 8_000,
  policyPropagationMs: 8_000,
  tableMs: 8_000,
  taggingDelayMs: 5_000,
};

/** @param choice a preset, or numbers that replace some of the quick ones; undefined is quick */
export function resolveDurations(choice: "quick" | "realistic" | Partial<Durations> | undefined): Durations {
  if (choice === "realistic") return REALISTIC_DURATIONS;
  return choice === undefined || choice === "quick" ? QUICK_DURATIONS : { ...QUICK_DURATIONS, ...choice };
}
