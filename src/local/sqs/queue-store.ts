import { randomUUID } from "node:crypto";
import type { Storage, Table } from "../storage.ts";
import type { MessageAttributes } from "./message-attributes.ts";
import type { QueueSettings } from "./queue-attributes.ts";

export interface QueueRow {
  /** Tells a queue from a later one of the same name. */
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly settings: QueueSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface MessageRow {
  readonly queueId: string;
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly sentAt: number;
  /** Nobody receives it before. */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
}

export interface Queue {
  row: QueueRow;
  /** By storage key, in the order of arrival. */
  readonly messages: Map<string, MessageRow>;
  /** Called when a message may have become receivable, or the queue is gone. */
  readonly waiting: Set<() => void>;
}

export interface QueueStore {
  find(region: string, name: string): Queue | undefined;
  /** Sorted by name. */
  list(region: string): readonly Queue[];
  create(row: Omit<QueueRow, "id">): Promise<Queue>;
  update(queue: Queue, row: QueueRow): Promise<void>;
  delete(queue: Queue): Promise<void>;
  add(queue: Queue, message: Omit<MessageRow, "queueId">): Promise<void>;
  /** Changes a message that is still there. */
  change(queue: Queue, key: string, message: MessageRow): Promise<void>;
  remove(queue: Queue, keys: readonly string[]): Promise<void>;
}

/** Queues and messages, durable. */
export async function openQueueStore(storage: Storage): Promise<QueueStore> {
  const rows = await storage.table<QueueRow>("sqs/queues");
  const messages = await storage.table<MessageRow>("sqs/messages");
  const queues = loadQueues(rows, messages);
  let nextSeq = 1;
  for (const [key] of messages.entries()) nextSeq = Math.max(nextSeq, seqOf(key) + 1);

  const remove = async (queue: Queue, keys: readonly string[]) => {
    for (const key of keys) queue.messages.delete(key);
    await Promise.all(keys.map((key) => messages.delete(key)));
  };
  return {
    find: (region, name) => queues.get(queueKey({ region, name })),
    list: (region) =>
      [...queues.values()]
        .filter(({ row }) => row.region === region)
        .sort((left, right) => (left.row.name < right.row.name ? -1 : 1)),
    create: async (fields) => {
      const row = { ...fields, id: randomUUID() };
      const queue = newQueue(row);
      queues.set(queueKey(row), queue);
      await rows.set(queueKey(row), row);
      return queue;
    },
    update: async (queue, row) => {
      queue.row = row;
      await rows.set(queueKey(row), row);
    },
    delete: async (queue) => {
      queues.delete(queueKey(queue.row));
      const gone = rows.delete(queueKey(queue.row));
      await Promise.all([gone, remove(queue, [...queue.messages.keys()])]);
      wakeAll(queue);
    },
    add: async (queue, fields) => {
      const message = { ...fields, queueId: queue.row.id };
      const key = `${queue.row.id}/${String(nextSeq).padStart(16, "0")}`;
      nextSeq += 1;
      queue.messages.set(key, message);
      await messages.set(key, message);
      wakeAll(queue);
    },
    change: async (queue, key, message) => {
      queue.messages.set(key, message);
      await messages.set(key, message);
    },
    remove,
  };
}

function loadQueues(rows: Table<QueueRow>, messages: Table<MessageRow>): Map<string, Queue> {
  const queues = new Map<string, Queue>();
  const byId = new Map<string, Queue>();
  for (const [key, row] of rows.entries()) {
    const queue = newQueue(row);
    queues.set(key, queue);
    byId.set(row.id, queue);
  }
  for (const [key, message] of messages.entries()) byId.get(message.queueId)?.messages.set(key, message);
  return queues;
}

const queueKey = ({ region, name }: Pick<QueueRow, "region" | "name">) => `${region}:${name}`;
const seqOf = (key: string) => Number(key.slice(key.indexOf("/") + 1));
const newQueue = (row: QueueRow): Queue => ({ row, messages: new Map(), waiting: new Set() });

function wakeAll(queue: Queue): void {
  for (const wake of [...queue.waiting]) wake();
}
