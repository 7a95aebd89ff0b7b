import type { ResourceKey } from "../../src/api/resource.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ControllerRow } from "../../src/core/controller-row.ts";
import type { OperatorRequest } from "../../src/core/operator-request.ts";
import type { ResourceEvent } from "../../src/core/resource-event.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { StateUnavailableError } from "../../src/core/state-error.ts";
import type { StateStore } from "../../src/engine/ports.ts";
import { createStateStore } from "../../src/store/state-store.ts";
import { createMemoryItems } from "./memory-items.ts";

/** What was written, in order: a row's key, or `controller`. */
export type StoreWrite = ResourceKey | "controller";

/** The state table in memory, with the conditions that the real one has. */
export class MemoryStore {
  readonly store: StateStore;
  /** What operators ask. */
  requests: readonly OperatorRequest[] = [];
  readonly events: ResourceEvent[] = [];
  /** Rows and controller rows written so far, refused writes left out. */
  writes: StoreWrite[] = [];
  /** While set nothing can be read or written. */
  isDown = false;
  /** Called before each write takes effect; what it throws the write ends with. */
  beforeWrite: (what: StoreWrite) => void = () => undefined;
  /** Called after each write has taken effect; what it throws the write ends with. */
  afterWrite: (what: StoreWrite) => void = () => undefined;
  readonly #real: StateStore;

  constructor(clock: Clock) {
    const items = createMemoryItems();
    this.#real = createStateStore({ items, instance: "test", epoch: () => 1, clock });
    const real = this.#real;
    this.store = {
      load: () => this.#through("Query", () => real.load()),
      get: (key) => this.#through("GetItem", () => real.get(key)),
      put: (row) => this.#write(row.key, () => real.put(row)),
      delete: (row) => this.#write(row.key, () => real.delete(row)),
      putController: (row) => this.#write("controller", () => real.putController(row)),
      record: (event) =>
        this.#through("PutItem", async () => {
          this.events.push(event);
        }),
      requests: () => this.#through("Query", async () => this.requests),
    };
  }

  /** As stored, by nobody whose writes count. */
  rows(): Promise<readonly ResourceRow[]> {
    return this.#real.load().then(({ rows }) => rows);
  }

  row(key: ResourceKey): Promise<ResourceRow | undefined> {
    return this.#real.get(key);
  }

  controller(): Promise<ControllerRow | undefined> {
    return this.#real.load().then(({ controller }) => controller);
  }

  /** Stores a row as it was left by somebody before. */
  seed(row: Omit<ResourceRow, "version" | "epoch">): Promise<ResourceRow> {
    return this.#real.put({ ...row, version: 0, epoch: 0 });
  }

  seedController(row: Omit<ControllerRow, "version" | "epoch">): Promise<ControllerRow> {
    return this.#real.putController({ ...row, version: 0, epoch: 0 });
  }

  /** Another process writes the row meanwhile. */
  async touch(key: ResourceKey, change: Partial<ResourceRow> = {}): Promise<void> {
    const row = await this.#real.get(key);
    if (row === undefined) throw new Error(`${key} has no row`);
    await this.#real.put({ ...row, ...change });
  }

  /** Written rows, the controller's left out. */
  get rowWrites(): readonly ResourceKey[] {
    return this.writes.filter((what) => what !== "controller");
  }

  async #write<T>(what: StoreWrite, effect: () => Promise<T>): Promise<T> {
    return this.#through("PutItem", async () => {
      this.beforeWrite(what);
      const written = await effect();
      this.writes.push(what);
      this.afterWrite(what);
      return written;
    });
  }

  async #through<T>(call: string, effect: () => Promise<T>): Promise<T> {
    if (this.isDown) throw new StateUnavailableError(call, new Error("no route to the table"));
    return effect();
  }
}
