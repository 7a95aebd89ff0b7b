import type { Step } from "../../core/plan.ts";
import type { PassDeps } from "../pass.ts";
import type { Work } from "../ports.ts";
import type { PassSignals } from "../workers.ts";

/**
 * Makes the calls, in order, until told to stop.
 * @returns the steps made
 * @throws CallError of the first that fails; those before it stand
 */
export async function apply(
  deps: PassDeps,
  work: Work,
  steps: readonly Step[],
  signals: PassSignals,
): Promise<readonly Step[]> {
  const made: Step[] = [];
  for (const step of steps) {
    if (signals.stop.aborted) break;
    await make(deps, work, step, signals.abandon);
    made.push(step);
  }
  return made;
}

/** Whether the call succeeded or not, what was read before it is out of date. */
async function make(
  deps: PassDeps,
  { resource, kind }: Work,
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  const { key } = resource;
  try {
    deps.memory.keepMemo(key, await kind.apply(step, resource, signal));
  } finally {
    deps.memory.outdate(key, deps.ports.clock.now());
  }
  deps.onEvent({ kind: "call", key, call: step.call, changes: step.changes });
}
