import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { isObject, readMembers } from "../members.ts";
import type { Operation } from "../service.ts";
import { invalidParameter, sqsDialect } from "./errors.ts";
import {
  attributesSizeBytes,
  type MessageAttributes,
  md5Of,
  md5OfAttributes,
  readMessageAttributes,
} from "./message-attributes.ts";
import type { Queue } from "./queue-store.ts";
import { queueOf, type SqsContext } from "./sqs-context.ts";

/** Tab, line ends, and what XML 1.0 allows above them. Rule: SQS API, SendMessage. */
const allowedText = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

/** A message to put into a queue. */
export interface Sent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly delaySeconds: number;
}

/** @returns the message's id */
export async function sendTo({ store, clock }: SqsContext, queue: Queue, sent: Sent): Promise<string> {
  const messageId = randomUUID();
  const now = clock.now();
  await store.add(queue, {
    messageId,
    body: sent.body,
    attributes: sent.attributes,
    senderId: sent.senderId,
    sentAt: now,
    visibleAt: now + sent.delaySeconds * 1000,
    receiveCount: 0,
  });
  return messageId;
}

/** SendMessage. Sizes count body and attributes together. */
export function sendMessage(context: SqsContext): Operation {
  const known = ["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes"];
  return async (call) => {
    const members = readMembers(call.input, known, sqsDialect);
    const queue = queueOf(context, call, members);
    const body = members.requiredText("MessageBody", { min: 1 });
    const given = call.input["MessageAttributes"] ?? {};
    if (!isObject(given)) throw invalidParameter("MessageAttributes must be a map.");
    const attributes = readMessageAttributes(given);
    checkMessage(queue, body, attributes);
    const { DelaySeconds } = queue.row.settings;
    const messageId = await sendTo(context, queue, {
      body,
      attributes,
      senderId: call.accountId,
      delaySeconds: members.integer("DelaySeconds", { min: 0, max: 900 }) ?? DelaySeconds,
    });
    const attributesMd5 = md5OfAttributes(attributes);
    return {
      MessageId: messageId,
      MD5OfMessageBody: md5Of(body),
      ...(attributesMd5 === undefined ? {} : { MD5OfMessageAttributes: attributesMd5 }),
    };
  };
}

function checkMessage({ row }: Queue, body: string, attributes: MessageAttributes): void {
  if (!allowedText.test(body)) {
    throw new AwsError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are allowed.",
    );
  }
  const { MaximumMessageSize } = row.settings;
  if (Buffer.byteLength(body) + attributesSizeBytes(attributes) > MaximumMessageSize) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${MaximumMessageSize} bytes.`,
    );
  }
}
