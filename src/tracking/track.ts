import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { readExecution } from "./execution-log.ts";
import { readComplaints, type Subscriber } from "./subscriber-logs.ts";
import { type ExecutionSummary, standingOf, summarize, type TrackedFlow } from "./summary.ts";

/** A workflow as tracking sees it: where its tracker writes, and where its functions log. */
export interface TrackableWorkflow extends TrackedFlow {
  readonly logGroup: string;
  /** Of every subscriber named in `subscribers`. */
  logGroupOf(functionName: string): string;
}

/**
 * What happened to one execution, and for one that has stopped, what the functions in charge complained of.
 * @throws LogGroupNotFoundError
 */
export async function track(
  logs: CloudWatchLogsClient,
  workflow: TrackableWorkflow,
  executionId: string,
): Promise<ExecutionSummary> {
  const events = await readExecution(logs, workflow.logGroup, executionId);
  const { lastEvent, subscribers } = standingOf(workflow, events);
  const asked: Subscriber[] = subscribers.map((name) => ({
    function: name,
    logGroup: workflow.logGroupOf(name),
  }));
  const complaints = await readComplaints(logs, asked, lastEvent?.arrivedAt ?? 0);
  return summarize(workflow, events, complaints);
}
