import type { Storage, Table } from "../storage.ts";
import type { StoredRecord } from "./stored-record.ts";
import { Stream } from "./stream.ts";
import type { StreamState } from "./stream-state.ts";
import { createWakes } from "./wakes.ts";

/** Every stream of every region, by ARN, and who waits for changes to them. */
export class StreamRegistry {
  readonly #storage: Storage;
  readonly #rows: Table<StreamState>;
  readonly #streams = new Map<string, Stream>();
  /** Taken from before a stream is open until nothing of it is left. */
  readonly #names = new Set<string>();
  readonly #opening = new Map<string, StreamState>();
  readonly #wakes = createWakes();

  private constructor(storage: Storage, rows: Table<StreamState>) {
    this.#storage = storage;
    this.#rows = rows;
  }

  /** With the streams an earlier run left. */
  static async open(storage: Storage): Promise<StreamRegistry> {
    const rows = await storage.table<StreamState>("kinesis/streams");
    const registry = new StreamRegistry(storage, rows);
    for (const [, state] of rows.entries()) await registry.#open(state);
    return registry;
  }

  get(arn: string): Stream | undefined {
    return this.#streams.get(arn);
  }

  isTaken(arn: string): boolean {
    return this.#names.has(arn);
  }

  all(): Iterable<Stream> {
    return this.#streams.values();
  }

  /** In name order. */
  inRegion(region: string): readonly Stream[] {
    return [...this.#streams.values()]
      .filter((stream) => stream.state.region === region)
      .sort((a, b) => (a.state.name < b.state.name ? -1 : 1));
  }

  /** Of every stream of a region, those being added too. */
  statesIn(region: string): readonly StreamState[] {
    const opening = [...this.#opening.values()].filter((state) => state.region === region);
    return [...this.inRegion(region).map(({ state }) => state), ...opening];
  }

  /** Resolves when durable. @param state of a name that is not taken */
  async add(state: StreamState): Promise<Stream> {
    const stream = await this.#open(state);
    await stream.save(state);
    return stream;
  }

  /** Frees the name once nothing of the stream is left. */
  async remove(stream: Stream): Promise<void> {
    const { arn } = stream.state;
    await stream.destroy();
    this.#streams.delete(arn);
    this.#names.delete(arn);
    this.#wakes.wake(arn);
  }

  /** The stream need not exist yet. @returns a function that stops it */
  subscribe(arn: string, wake: () => void): () => void {
    return this.#wakes.subscribe(arn, wake);
  }

  async #open(state: StreamState): Promise<Stream> {
    this.#names.add(state.arn);
    this.#opening.set(state.arn, state);
    const records = await this.#storage.table<StoredRecord>(`kinesis/records/${state.region}/${state.name}`);
    const wake = () => this.#wakes.wake(state.arn);
    const stream = new Stream(state, { streams: this.#rows, records }, wake);
    this.#streams.set(state.arn, stream);
    this.#opening.delete(state.arn);
    return stream;
  }
}
