import type { ExecutionSummary } from "../../src/tracking/summary.ts";
import { runXflow } from "./xflow-process.ts";

/** Which execution, of which workflow, where. */
export interface TrackRequest {
  readonly path: string;
  readonly workflow: string;
  readonly execution: string;
  readonly endpoint: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `xflow PATH --track …`, once. */
export async function track(request: TrackRequest): Promise<ExecutionSummary> {
  const { path, workflow, execution, endpoint, env } = request;
  const { status, stdout, stderr } = await runXflow(
    [path, "--track", workflow, execution, "--local", "--endpoint-url", endpoint],
    env ? { env } : {},
  );
  if (status !== 0) throw new Error(`xflow --track exited with ${status}: ${stderr}`);
  return JSON.parse(stdout) as ExecutionSummary;
}

/** Tracks again and again until `done`; the test's own timeout ends it. */
export async function trackUntil(
  request: TrackRequest,
  done: (summary: ExecutionSummary) => boolean,
): Promise<ExecutionSummary> {
  for (;;) {
    const summary = await track(request);
    if (done(summary)) return summary;
  }
}

export function isComplete({ events_defined }: ExecutionSummary): boolean {
  return Object.values(events_defined).every((state) => state === "received");
}

/** The execution has stopped and at least one function has said why. */
export function isExplained({ tracking_summary }: ExecutionSummary): boolean {
  return tracking_summary.logs.some(({ lines }) => lines.length > 0);
}
