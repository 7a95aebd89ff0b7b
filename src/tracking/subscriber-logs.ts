import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { SubscriberLog } from "./summary.ts";

/** Enough to tell why; the rest is for `xflowctl logs`. */
const maxLines = 50;
/** Error, timeout and init-error lines, as Lambda's platform and its managed runtimes write them. */
const filterPattern =
  '?ERROR ?FATAL ?"Task timed out" ?"Runtime exited" ?"Status: error" ?"Status: timeout" ?"Runtime.ImportModuleError"';
const complaint =
  /ERROR|Task timed out|Runtime exited|Status: (?:error|timeout)|Runtime\.\w+Error|"level":"(?:ERROR|FATAL)"/;

/** A function to ask, and where it logs. */
export interface Subscriber {
  readonly function: string;
  readonly logGroup: string;
}

/**
 * What each subscriber complained of since an execution's last event.
 * @param since epoch milliseconds
 * @returns one entry a subscriber, at most 50 lines each, oldest first; no lines when it has not logged at all
 */
export function readComplaints(
  logs: CloudWatchLogsClient,
  subscribers: readonly Subscriber[],
  since: number,
): Promise<SubscriberLog[]> {
  return Promise.all(
    subscribers.map(async ({ function: name, logGroup }) => ({
      function: name,
      lines: await complaintsIn(logs, logGroup, since),
    })),
  );
}

async function complaintsIn(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  startTime: number,
): Promise<SubscriberLog["lines"]> {
  const lines: { timestamp: string; message: string }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs
      .send(
        new FilterLogEventsCommand({
          logGroupName,
          startTime,
          filterPattern,
          ...(nextToken && { nextToken }),
        }),
      )
      .catch(noneWhenMissing);
    for (const { timestamp = 0, message = "" } of page.events ?? []) {
      if (complaint.test(message)) {
        lines.push({ timestamp: new Date(timestamp).toISOString(), message: message.trimEnd() });
      }
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined && lines.length < maxLines);
  return lines.slice(0, maxLines);
}

/** A function that never ran may have no group. */
function noneWhenMissing(error: unknown): { events?: never[]; nextToken?: string } {
  if (error instanceof Error && error.name === "ResourceNotFoundException") return {};
  throw error;
}
