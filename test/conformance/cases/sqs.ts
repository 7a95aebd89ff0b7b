import { expect } from "vitest";
import type { Scenario } from "../support/step.ts";

const QueueName = "conformance";
const queue =
  (more: object = {}) =>
  (memo: Readonly<Record<string, string>>) => ({
    QueueUrl: memo["url"],
    ...more,
  });

export const sqs: Scenario = {
  service: "sqs",
  steps: [
    {
      operation: "CreateQueue",
      input: { QueueName, Attributes: { VisibilityTimeout: "30" }, tags: { a: "1" } },
      check: (output, memo) => {
        memo["url"] = String(output["QueueUrl"]);
      },
    },
    {
      operation: "GetQueueUrl",
      input: { QueueName },
      check: (output, memo) => expect(output["QueueUrl"]).toBe(memo["url"]),
    },
    {
      operation: "GetQueueUrl",
      input: { QueueName: "nowhere" },
      error: "AWS.SimpleQueueService.NonExistentQueue",
    },
    {
      operation: "ListQueues",
      check: (output, memo) => expect(output["QueueUrls"]).toEqual([memo["url"]]),
    },
    { operation: "SetQueueAttributes", input: queue({ Attributes: { VisibilityTimeout: "20" } }) },
    {
      operation: "GetQueueAttributes",
      input: queue({ AttributeNames: ["All"] }),
      check: (output) =>
        expect(output["Attributes"]).toMatchObject({
          QueueArn: "arn:aws:sqs:us-east-1:000000000000:conformance",
          VisibilityTimeout: "20",
        }),
    },
    {
      operation: "SendMessage",
      input: queue({ MessageBody: "hello <wörld>" }),
      check: (output) => expect(output["MD5OfMessageBody"]).toMatch(/^[0-9a-f]{32}$/),
    },
    {
      operation: "ReceiveMessage",
      input: queue({ MaxNumberOfMessages: 10 }),
      check: (output, memo) => {
        const [message] = output["Messages"] as readonly { Body: string; ReceiptHandle: string }[];
        expect(message?.Body).toBe("hello <wörld>");
        memo["receipt"] = message?.ReceiptHandle ?? "";
      },
    },
    { operation: "DeleteMessage", input: (memo) => ({ ...queue()(memo), ReceiptHandle: memo["receipt"] }) },
    { operation: "PurgeQueue", input: queue() },
    { operation: "DeleteQueue", input: queue() },
  ],
};
