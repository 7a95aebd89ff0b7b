import {
  type Authorization,
  anywhere,
  type CallToAuthorize,
  hasTags,
  type Needs,
  tagContext,
  textOf,
} from "./authorization.ts";

/** Rule: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS". */
export const sqsAuthorization: Authorization = {
  CreateQueue: (call) => {
    const { tags } = call.input;
    const context = tagContext(tags);
    const resource = queueArn(call);
    return [
      { action: "sqs:CreateQueue", resource, context },
      ...(hasTags(tags) ? [{ action: "sqs:TagQueue", resource, context }] : []),
    ];
  },
  DeleteMessage: onQueue("sqs:DeleteMessage"),
  DeleteQueue: onQueue("sqs:DeleteQueue"),
  GetQueueAttributes: onQueue("sqs:GetQueueAttributes"),
  GetQueueUrl: onQueue("sqs:GetQueueUrl"),
  ListQueues: anywhere("sqs:ListQueues"),
  PurgeQueue: onQueue("sqs:PurgeQueue"),
  ReceiveMessage: onQueue("sqs:ReceiveMessage"),
  SendMessage: onQueue("sqs:SendMessage"),
  SetQueueAttributes: onQueue("sqs:SetQueueAttributes"),
};

function onQueue(action: string): Needs {
  return (call) => [{ action, resource: queueArn(call), shownAs: queueArn(call) }];
}

function queueArn({ input, region, accountId }: CallToAuthorize): string {
  const name = textOf(input, "QueueName") ?? textOf(input, "QueueUrl")?.split("/").at(-1) ?? "";
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}
