import {
  CreateBucketCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/** That a mapping has given up on records, as its failure destination got it. */
export interface Announcement {
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly batchSize: number;
  };
  /** The records themselves; a queue does not get them. */
  readonly payload?: {
    readonly Records: readonly { readonly kinesis: { readonly sequenceNumber: string } }[];
  };
}

/** A failure destination of one mapping. */
export interface AnnouncementReader {
  readonly arn: string;
  /** Everything announced so far. */
  read(): Promise<readonly Announcement[]>;
}

export async function createAnnouncementBucket(s3: S3Client, Bucket: string): Promise<AnnouncementReader> {
  const found = new Map<string, Announcement>();
  await s3.send(new CreateBucketCommand({ Bucket }));
  return {
    arn: `arn:aws:s3:::${Bucket}`,
    read: async () => {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
        for (const { Key = "" } of Contents.filter((object) => !found.has(object.Key ?? ""))) {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
          found.set(Key, JSON.parse((await Body?.transformToString()) ?? ""));
        }
      }
      return [...found.values()];
    },
  };
}

export async function createAnnouncementQueue(
  sqs: SQSClient,
  QueueName: string,
): Promise<AnnouncementReader> {
  const found: Announcement[] = [];
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const receive = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    for (const { Body = "", ReceiptHandle } of Messages) {
      found.push(JSON.parse(Body));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages.length;
  };
  return {
    arn: `arn:aws:sqs:${await sqs.config.region()}:000000000000:${QueueName}`,
    read: async () => {
      while ((await receive()) > 0);
      return found;
    },
  };
}
