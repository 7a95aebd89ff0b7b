import type { CtlContext } from "./context.ts";

const periodMs = 2_000;

/** Runs a step now and every 2 seconds, until the terminal's signal: being stopped is how watching ends well. */
export async function pollUntilStopped(
  { terminal: { signal }, world }: CtlContext,
  step: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await step();
    await world.clock.sleep(periodMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
