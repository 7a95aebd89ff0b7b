import { mkdir } from "node:fs/promises";
import { ClassicLevel } from "classic-level";
import { MemoryLevel } from "memory-level";

/**
 * Durable state of the embedded AWS: named tables over one LevelDB database. A table is held whole in
 * memory, so reads are synchronous; a write resolves once LevelDB has it, which survives a killed process
 * (the page cache does; not a power cut, which a laptop tool need not).
 */
export interface Storage {
  /** Opens a table, reading what an earlier run left in it. Names may nest with `/`, and must not contain `!`. */
  table<Value>(name: string): Promise<Table<Value>>;
  /** Resolves when every write has been taken and the folder is free for another process. */
  close(): Promise<void>;
}

/** Values must survive JSON. Change them by `set`, never in place. */
export interface Table<Value> {
  get(key: string): Value | undefined;
  has(key: string): boolean;
  /** In ascending key order. */
  entries(): IterableIterator<[string, Value]>;
  readonly size: number;
  /** Visible to `get` at once; resolves when durable. */
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Another process has the data folder open. */
export class StorageInUseError extends Error {
  constructor(folder: string, cause: unknown) {
    super(`${folder} is in use by another xflow process: stop it, or choose another folder`, { cause });
    this.name = "StorageInUseError";
  }
}

/** What is used of a LevelDB, on disk or in memory. */
interface Database {
  open(): Promise<void>;
  close(): Promise<void>;
  batch(writes: Write[]): Promise<void>;
  iterator(range: { gte: string; lt: string }): AsyncIterable<[string, string]>;
}
type Write = { type: "put"; key: string; value: string } | { type: "del"; key: string };

/**
 * Opens the storage.
 * @param folder where the database lives, made if missing; undefined keeps everything in memory
 * @throws StorageInUseError when another process holds the folder
 */
export async function openStorage(folder: string | undefined): Promise<Storage> {
  const database: Database = folder === undefined ? new MemoryLevel() : new ClassicLevel(folder);
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    await database.open().catch((error: unknown) => {
      throw isLocked(error) ? new StorageInUseError(folder, error) : error;
    });
  }
  const writer = createWriter(database);
  return {
    table: (name) => openTable(database, name, writer.write),
    close: async () => {
      await writer.settled();
      await database.close();
    },
  };
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return cause?.code === "LEVEL_LOCKED";
}

interface Writer {
  write(write: Write): Promise<void>;
  /** Resolves when LevelDB has taken every write made so far. */
  settled(): Promise<void>;
}

/** Gathers the writes of one turn of the event loop into one LevelDB batch, in the order they were made. */
function createWriter(database: Database): Writer {
  let pending: Write[] = [];
  let taken: Promise<void> = Promise.resolve();
  return {
    write: (write) => {
      pending.push(write);
      if (pending.length === 1) {
        taken = taken.then(() => {
          const batch = pending;
          pending = [];
          return database.batch(batch);
        });
      }
      return taken;
    },
    settled: () => taken,
  };
}

async function openTable<Value>(
  database: Database,
  name: string,
  write: (write: Write) => Promise<void>,
): Promise<Table<Value>> {
  const prefix = `${name}!`;
  const rows = new Map<string, Value>();
  for await (const [key, value] of database.iterator({ gte: prefix, lt: `${name}"` })) {
    rows.set(key.slice(prefix.length), JSON.parse(value) as Value);
  }
  let inOrder: string[] | undefined;
  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    get size() {
      return rows.size;
    },
    *entries() {
      inOrder ??= [...rows.keys()].sort();
      for (const key of inOrder) {
        const value = rows.get(key);
        if (value !== undefined) yield [key, value];
      }
    },
    set: (key, value) => {
      if (!rows.has(key)) inOrder = undefined;
      rows.set(key, value);
      return write({ type: "put", key: prefix + key, value: JSON.stringify(value) });
    },
    delete: (key) => {
      if (rows.delete(key)) inOrder = undefined;
      return write({ type: "del", key: prefix + key });
    },
  };
}
