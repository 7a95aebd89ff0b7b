import { RowConflictError, StateUnavailableError } from "../../core/state-error.ts";
import type { Outcome } from "../outcome.ts";
import { failedOutcome } from "../outcome.ts";
import type { PassDeps, Trace } from "../pass.ts";
import type { Work } from "../ports.ts";
import { nextRow } from "../status/next-row.ts";
import { isWorthWriting } from "../status/worth-writing.ts";

/**
 * Stores what the pass has come to, if that is news. What cannot be stored is worked out again by another pass.
 * @returns the pass's outcome, or that storing it failed
 */
export async function keep(deps: PassDeps, work: Work, trace: Trace, outcome: Outcome): Promise<Outcome> {
  const { state, desired, ports, record } = deps;
  const { key } = work.resource;
  // One list that fails once is no news of a thousand resources.
  if (deps.memory.unknownLooks(key) === 1) return outcome;
  // That an environment cannot be worked in is said of it, once, and of none of its resources.
  if (outcome.kind === "held" && trace.applied.length === 0) return outcome;
  const { handledRequest, ...seen } = trace;
  const previous = state.row(key);
  const { row, events } = nextRow(previous, {
    work,
    revision: desired.revision,
    nowMs: ports.clock.now(),
    outcome,
    ...seen,
    ...(handledRequest !== undefined && isAnswer(outcome) && { handledRequest }),
  });
  try {
    if (isWorthWriting(previous, row)) await state.save(row);
  } catch (error) {
    if (error instanceof RowConflictError || error instanceof StateUnavailableError) {
      return failedOutcome(error);
    }
    throw error;
  }
  for (const event of events) await record(event);
  return outcome;
}

/** A pass that was cut off has not looked. */
function isAnswer({ kind }: Outcome): boolean {
  return kind !== "stopped" && kind !== "gone" && kind !== "held";
}
