import { randomUUID } from "node:crypto";
import { type Members, readMembers } from "../members.ts";
import type { JsonObject, Operation } from "../service.ts";
import { sqsDialect } from "./errors.ts";
import { md5Of, md5OfAttributes } from "./message-attributes.ts";
import type { MessageRow, Queue } from "./queue-store.ts";
import { toReceiptHandle } from "./receipt-handle.ts";
import { queueOf, type SqsContext } from "./sqs-context.ts";
import { waitForMessage } from "./waiting.ts";

interface Wanted {
  readonly count: number;
  readonly visibilityMs: number;
  readonly systemAttributes: readonly string[];
  readonly attributes: readonly string[];
}

/**
 * ReceiveMessage: up to ten messages, oldest first, hidden from others for the visibility timeout. Waits on
 * the clock for the first one, for at most `WaitTimeSeconds`.
 */
export function receiveMessage(context: SqsContext): Operation {
  const known = [
    ...["QueueUrl", "AttributeNames", "MessageSystemAttributeNames", "MessageAttributeNames"],
    ...["MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds"],
  ];
  return async (call) => {
    const members = readMembers(call.input, known, sqsDialect);
    const queue = queueOf(context, call, members);
    const { settings } = queue.row;
    const wanted = readWanted(members, settings.VisibilityTimeout);
    const waitSeconds = members.integer("WaitTimeSeconds", { min: 0, max: 20 });
    const deadline = context.clock.now() + (waitSeconds ?? settings.ReceiveMessageWaitTimeSeconds) * 1000;
    const signal = AbortSignal.any([call.signal, context.stopping]);
    let messages = await take(context, queue, wanted);
    while (messages.length === 0 && context.clock.now() < deadline && !signal.aborted) {
      await waitForMessage(context.clock, queue, deadline, signal);
      messages = signal.aborted ? [] : await take(context, queue, wanted);
    }
    return messages.length === 0 ? {} : { Messages: messages };
  };
}

function readWanted(members: Members, visibilityTimeout: number): Wanted {
  return {
    count: members.integer("MaxNumberOfMessages", { min: 1, max: 10 }) ?? 1,
    visibilityMs: 1000 * (members.integer("VisibilityTimeout", { min: 0, max: 43_200 }) ?? visibilityTimeout),
    systemAttributes: [
      ...(members.texts("AttributeNames") ?? []),
      ...(members.texts("MessageSystemAttributeNames") ?? []),
    ],
    attributes: members.texts("MessageAttributeNames") ?? [],
  };
}

/** Takes what can be received now, and removes what retention has run out for. */
async function take({ store, clock }: SqsContext, queue: Queue, wanted: Wanted): Promise<JsonObject[]> {
  const now = clock.now();
  const oldest = now - queue.row.settings.MessageRetentionPeriod * 1000;
  const entries = [...queue.messages];
  const expired = entries.filter(([, { sentAt }]) => sentAt <= oldest).map(([key]) => key);
  const removed = store.remove(queue, expired);
  const taken = entries
    .filter(([, { sentAt, visibleAt }]) => sentAt > oldest && visibleAt <= now)
    .slice(0, wanted.count)
    .map(([key, message]) => ({
      key,
      message: {
        ...message,
        visibleAt: now + wanted.visibilityMs,
        receiveCount: message.receiveCount + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
      },
    }));
  const changed = taken.map(({ key, message }) => store.change(queue, key, message));
  await Promise.all([removed, ...changed]);
  return taken.map(({ key, message }) => shown(key, message, wanted));
}

function shown(key: string, message: MessageRow, wanted: Wanted): JsonObject {
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => isWanted(name, wanted.attributes)),
  );
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => wanted.systemAttributes.includes("All") || wanted.systemAttributes.includes(name),
  );
  const attributesMd5 = md5OfAttributes(attributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: toReceiptHandle(key, randomUUID()),
    MD5OfBody: md5Of(message.body),
    Body: message.body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(attributesMd5 === undefined
      ? {}
      : { MessageAttributes: attributes, MD5OfMessageAttributes: attributesMd5 }),
  };
}

/** Names may be given as `All`, `.*`, or with `.*` behind a prefix. */
function isWanted(name: string, wanted: readonly string[]): boolean {
  return wanted.some((one) => {
    if (one === "All" || one === name) return true;
    return one.endsWith(".*") && name.startsWith(one.slice(0, -2));
  });
}

function systemAttributes(message: MessageRow): Record<string, string> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  };
}
