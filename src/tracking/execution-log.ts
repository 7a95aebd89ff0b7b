import { type CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { type TrackedEvent, toTrackedEvents } from "./tracked-event.ts";
import { logStreamName } from "./tracker/log-stream-name.mjs";

/** The workflow's tracker has never been set up in this account and region. */
export class LogGroupNotFoundError extends Error {
  constructor(logGroup: string, options: ErrorOptions) {
    super(
      `log group ${logGroup} does not exist: configure the flow first, or check the region and the name prefix`,
      options,
    );
    this.name = "LogGroupNotFoundError";
  }
}

/**
 * Reads what the tracker wrote about one execution.
 * @returns oldest first; empty for an execution nobody has seen
 * @throws LogGroupNotFoundError
 */
export async function readExecution(
  logs: CloudWatchLogsClient,
  logGroup: string,
  executionId: string,
): Promise<TrackedEvent[]> {
  try {
    return toTrackedEvents(await readMessages(logs, logGroup, logStreamName(executionId)));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (/log group/i.test(error.message)) throw new LogGroupNotFoundError(logGroup, { cause: error });
    return [];
  }
}

async function readMessages(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  logStreamName: string,
): Promise<string[]> {
  const messages: string[] = [];
  let nextToken: string | undefined;
  for (;;) {
    const page = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, nextToken }),
    );
    for (const event of page.events ?? []) messages.push(event.message ?? "");
    // The same token again means the end; an empty page alone does not.
    if (page.nextForwardToken === nextToken) return messages;
    nextToken = page.nextForwardToken;
  }
}

function isNotFound(error: unknown): error is Error {
  return error instanceof Error && error.name === "ResourceNotFoundException";
}
