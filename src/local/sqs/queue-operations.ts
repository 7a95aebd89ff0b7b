import { AwsError } from "../aws-error.ts";
import { readMembers } from "../members.ts";
import { fromPageToken, pageFrom, toPageToken } from "../page-token.ts";
import type { Operation } from "../service.ts";
import { invalidParameter, noSuchQueue, sqsDialect, unsupported } from "./errors.ts";
import { defaultSettings, readSettings } from "./queue-attributes.ts";
import type { Queue } from "./queue-store.ts";
import { queueArn, queueOf, queueUrl, type SqsContext } from "./sqs-context.ts";

export function queueOperations(context: SqsContext): Record<string, Operation> {
  const { store, clock, accountId } = context;
  return {
    CreateQueue: createQueue(context),
    ListQueues: listQueues(context),
    GetQueueUrl: (call) => {
      const members = readMembers(call.input, ["QueueName", "QueueOwnerAWSAccountId"], sqsDialect);
      const owner = members.text("QueueOwnerAWSAccountId") ?? accountId;
      const queue = store.find(call.region, members.requiredText("QueueName"));
      if (queue === undefined || owner !== accountId) throw noSuchQueue();
      return { QueueUrl: queueUrl(context, queue) };
    },
    DeleteQueue: async (call) => {
      await store.delete(queueOf(context, call, readMembers(call.input, ["QueueUrl"], sqsDialect)));
      return undefined;
    },
    PurgeQueue: async (call) => {
      const queue = queueOf(context, call, readMembers(call.input, ["QueueUrl"], sqsDialect));
      await store.remove(queue, [...queue.messages.keys()]);
      return undefined;
    },
    GetQueueAttributes: (call) => {
      const members = readMembers(call.input, ["QueueUrl", "AttributeNames"], sqsDialect);
      const all = attributesOf(queueOf(context, call, members), accountId, clock.now());
      const names = members.texts("AttributeNames") ?? [];
      const unknown = names.find((name) => name !== "All" && !Object.hasOwn(all, name));
      if (unknown !== undefined && !optionalAttributes.includes(unknown)) {
        throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
      }
      const shown = Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name));
      return { Attributes: Object.fromEntries(shown) };
    },
    SetQueueAttributes: async (call) => {
      const members = readMembers(call.input, ["QueueUrl", "Attributes"], sqsDialect);
      const queue = queueOf(context, call, members);
      const settings = { ...queue.row.settings, ...readSettings(members.textMap("Attributes") ?? {}) };
      await store.update(queue, { ...queue.row, settings, modifiedAt: clock.now() });
      return undefined;
    },
  };
}

/** Of which a queue may have none. */
const optionalAttributes = [
  ...["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"],
  ...["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"],
];

function createQueue(context: SqsContext): Operation {
  const { store, clock } = context;
  return async (call) => {
    const members = readMembers(call.input, ["QueueName", "Attributes", "tags"], sqsDialect);
    const name = members.requiredText("QueueName");
    if (name.endsWith(".fifo")) throw unsupported("A FIFO queue");
    if (!/^[\w-]{1,80}$/.test(name)) {
      throw invalidParameter(
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      );
    }
    const given = readSettings(members.textMap("Attributes") ?? {});
    const known = store.find(call.region, name);
    if (known !== undefined) {
      checkSame(known, given);
      return { QueueUrl: queueUrl(context, known) };
    }
    const queue = await store.create({
      region: call.region,
      name,
      settings: { ...defaultSettings, ...given },
      tags: members.textMap("tags") ?? {},
      createdAt: clock.now(),
      modifiedAt: clock.now(),
    });
    return { QueueUrl: queueUrl(context, queue) };
  };
}

/** Creating what exists succeeds unless it asks for other settings. */
function checkSame({ row }: Queue, given: ReturnType<typeof readSettings>): void {
  const current: Readonly<Record<string, number>> = { ...row.settings };
  const different = Object.entries(given).find(([name, value]) => current[name] !== value)?.[0];
  if (different === undefined) return;
  throw new AwsError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${different}`,
  );
}

function listQueues(context: SqsContext): Operation {
  return (call) => {
    const members = readMembers(call.input, ["QueueNamePrefix", "MaxResults", "NextToken"], sqsDialect);
    const prefix = members.text("QueueNamePrefix") ?? "";
    const token = members.text("NextToken");
    const from = token === undefined ? undefined : fromPageToken(token);
    if (token !== undefined && from === undefined) throw invalidParameter("Invalid NextToken value.");
    const queues = context.store.list(call.region).filter(({ row }) => row.name.startsWith(prefix));
    const size = members.integer("MaxResults", { min: 1, max: 1000 });
    const page = pageFrom(queues, ({ row }) => row.name, from, size ?? 1000);
    return {
      QueueUrls: page.items.map((queue) => queueUrl(context, queue)),
      // AWS hands out a token only to callers that asked for pages.
      ...(page.next === undefined || size === undefined ? {} : { NextToken: toPageToken(page.next) }),
    };
  };
}

function attributesOf(queue: Queue, accountId: string, now: number): Record<string, string> {
  const { row, messages } = queue;
  const kept = [...messages.values()].filter(
    ({ sentAt }) => sentAt + row.settings.MessageRetentionPeriod * 1000 > now,
  );
  const hidden = kept.filter(({ visibleAt }) => visibleAt > now);
  const inFlight = hidden.filter(({ receiveCount }) => receiveCount > 0).length;
  const numbers = {
    ApproximateNumberOfMessages: kept.length - hidden.length,
    ApproximateNumberOfMessagesNotVisible: inFlight,
    ApproximateNumberOfMessagesDelayed: hidden.length - inFlight,
    CreatedTimestamp: Math.floor(row.createdAt / 1000),
    LastModifiedTimestamp: Math.floor(row.modifiedAt / 1000),
    ...row.settings,
  };
  const texts = Object.entries(numbers).map(([name, value]) => [name, String(value)]);
  return {
    QueueArn: queueArn(accountId, queue),
    ...Object.fromEntries(texts),
    SqsManagedSseEnabled: "true",
  };
}
