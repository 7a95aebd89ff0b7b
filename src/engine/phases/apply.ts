import type { Step } from "../../core/plan.ts";
import type { PassDeps, Trace } from "../pass.ts";
import type { Work } from "../ports.ts";
import type { PassSignals } from "../workers.ts";

/**
 * Makes the calls, in order, until told to stop or until a call might outlast our right to write. What was made
 * is added to the trace.
 * @throws CallError of the first that fails; those before it stand
 */
export async function apply(
  deps: PassDeps,
  work: Work,
  { steps, trace }: { readonly steps: readonly Step[]; readonly trace: Trace },
  signals: PassSignals,
): Promise<void> {
  for (const step of steps) {
    if (signals.stop.aborted || !deps.gate.mayWrite()) return;
    await make(deps, work, { step, trace }, signals.abandon);
    trace.applied.push(step);
  }
}

/** Whether the call succeeded or not, what was read before it is out of date. */
async function make(
  deps: PassDeps,
  { resource, kind }: Work,
  { step, trace }: { readonly step: Step; readonly trace: Trace },
  signal: AbortSignal,
): Promise<void> {
  const { key } = resource;
  try {
    const memo = await kind.apply(step, resource, signal);
    deps.memory.keepMemo(key, memo);
    if (memo !== undefined) trace.memo = { ...trace.memo, ...memo };
  } finally {
    deps.memory.outdate(key, deps.ports.clock.now());
  }
  deps.onEvent({ kind: "call", key, call: step.call, changes: step.changes });
}
