import type { Clock } from "../clock.ts";
import { readMembers } from "../members.ts";
import type { JsonService, Operation, RunningService, TagSource } from "../service.ts";
import type { Storage } from "../storage.ts";
import { noSuchQueue, sqsDialect } from "./errors.ts";
import { queueOperations } from "./queue-operations.ts";
import { openQueueStore, type QueueStore } from "./queue-store.ts";
import { messageKeyOf } from "./receipt-handle.ts";
import { receiveMessage } from "./receive-message.ts";
import { sendMessage, sendTo } from "./send-message.ts";
import { queueArn, queueOf, type SqsContext } from "./sqs-context.ts";

export interface SqsDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly accountId: string;
  /** Where the embedded AWS is reached, for queue URLs. */
  readonly endpoint: () => string;
}

export interface Sqs extends RunningService {
  readonly service: JsonService;
  readonly tags: TagSource;
  /** For what the embedded AWS itself sends. */
  readonly sender: QueueSender;
}

export interface QueueSender {
  queueExists(queueArn: string): boolean;
  /** @throws AwsError `QueueDoesNotExist` */
  send(queueArn: string, body: string): Promise<void>;
}

/** SQS: standard queues, kept in `sqs/*` tables. */
export async function createSqs({ storage, clock, accountId, endpoint }: SqsDeps): Promise<Sqs> {
  const store = await openQueueStore(storage);
  const stop = new AbortController();
  const context: SqsContext = { store, clock, accountId, endpoint, stopping: stop.signal };
  return {
    service: {
      protocol: "json",
      name: "sqs",
      targetPrefix: "AmazonSQS",
      jsonVersion: "1.0",
      operations: {
        ...queueOperations(context),
        SendMessage: sendMessage(context),
        ReceiveMessage: receiveMessage(context),
        DeleteMessage: deleteMessage(context),
      },
    },
    tags: {
      *tagged(region) {
        for (const queue of store.list(region)) {
          yield { arn: queueArn(accountId, queue), tags: queue.row.tags };
        }
      },
    },
    sender: createSender(context),
    stop: async () => stop.abort(),
  };
}

/** Any receipt's handle deletes the message, even when it was received again since. */
function deleteMessage(context: SqsContext): Operation {
  return async (call) => {
    const members = readMembers(call.input, ["QueueUrl", "ReceiptHandle"], sqsDialect);
    const queue = queueOf(context, call, members);
    const key = messageKeyOf(members.requiredText("ReceiptHandle"));
    if (queue.messages.has(key)) await context.store.remove(queue, [key]);
    return undefined;
  };
}

function createSender(context: SqsContext): QueueSender {
  const find = (arn: string) => queueOfArn(context.store, context.accountId, arn);
  return {
    queueExists: (arn) => find(arn) !== undefined,
    send: async (arn, body) => {
      const queue = find(arn);
      if (queue === undefined) throw noSuchQueue();
      const { DelaySeconds } = queue.row.settings;
      await sendTo(context, queue, {
        body,
        attributes: {},
        senderId: context.accountId,
        delaySeconds: DelaySeconds,
      });
    },
  };
}

function queueOfArn(store: QueueStore, accountId: string, arn: string) {
  const [, , service, region = "", account, name = ""] = arn.split(":");
  return service === "sqs" && account === accountId ? store.find(region, name) : undefined;
}
