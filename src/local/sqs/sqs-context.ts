import type { Clock } from "../clock.ts";
import type { Members } from "../members.ts";
import type { Call } from "../service.ts";
import { invalidParameter, noSuchQueue } from "./errors.ts";
import type { Queue, QueueStore } from "./queue-store.ts";

/** What every operation of SQS works on. */
export interface SqsContext {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly accountId: string;
  /** Where queues are reached, without a slash at the end. SDKs send a queue's requests to its URL. */
  readonly endpoint: () => string;
  /** Aborted when the embedded AWS stops. */
  readonly stopping: AbortSignal;
}

export const queueUrl = ({ endpoint, accountId }: SqsContext, queue: Queue) =>
  `${endpoint()}/${accountId}/${queue.row.name}`;

export const queueArn = (accountId: string, { row }: Queue) =>
  `arn:aws:sqs:${row.region}:${accountId}:${row.name}`;

/**
 * The queue of `QueueUrl`: its last two path segments count, so that a URL of an earlier run, on another
 * port, still works.
 * @throws AwsError `QueueDoesNotExist`, `InvalidParameterValue`
 */
export function queueOf({ store, accountId }: SqsContext, call: Call, members: Members): Queue {
  const url = members.requiredText("QueueUrl");
  const [, owner, name] = /\/(\d{12})\/([\w-]+)$/.exec(url) ?? [];
  if (name === undefined) throw invalidParameter(`The address ${url} is not valid for this endpoint.`);
  const queue = owner === accountId ? store.find(call.region, name) : undefined;
  if (queue === undefined) throw noSuchQueue();
  return queue;
}
