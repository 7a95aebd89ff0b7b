import type { ResourceKey } from "../api/resource.ts";
import type { ResourceRow } from "../core/resource-row.ts";
import { RowConflictError } from "../core/state-error.ts";
import type { StateStore } from "./ports.ts";

/** The rows as they are stored, and the one way to change them. */
export class StateBook {
  readonly #store: Pick<StateStore, "get" | "put" | "delete">;
  readonly #rows: Map<ResourceKey, ResourceRow>;
  readonly #lastSeenMs = new Map<ResourceKey, number>();
  readonly #lastScanAtMs: number | undefined;

  /** @param lastScanAtMs when the controller before us ended its last scan */
  constructor(
    store: Pick<StateStore, "get" | "put" | "delete">,
    rows: readonly ResourceRow[],
    lastScanAtMs?: number,
  ) {
    this.#store = store;
    this.#rows = new Map(rows.map((row) => [row.key, row]));
    this.#lastScanAtMs = lastScanAtMs;
  }

  row(key: ResourceKey): ResourceRow | undefined {
    return this.#rows.get(key);
  }

  get rows(): readonly ResourceRow[] {
    return [...this.#rows.values()];
  }

  /**
   * Stores the row. After a conflict the book holds what is stored, so that the next pass starts from there.
   * @throws RowConflictError, StateUnavailableError
   */
  async save(row: ResourceRow): Promise<ResourceRow> {
    const stored = await this.#store.put(row).catch((error: unknown) => this.#reread(row.key, error));
    this.#rows.set(stored.key, stored);
    return stored;
  }

  /** Forgets the row. @throws RowConflictError, StateUnavailableError */
  async drop(row: ResourceRow): Promise<void> {
    await this.#store.delete(row).catch((error: unknown) => this.#reread(row.key, error));
    this.#rows.delete(row.key);
    this.#lastSeenMs.delete(row.key);
  }

  /** The resource was seen in AWS, working. */
  seen(key: ResourceKey, atMs: number): void {
    this.#lastSeenMs.set(key, atMs);
  }

  /**
   * When the resource was last known to work, in milliseconds: as seen by us, else when its row says so and the
   * controller before us last looked. A mapping that somebody disabled worked until that was noticed.
   */
  lastSeenMs(key: ResourceKey): number | undefined {
    const row = this.#rows.get(key);
    if (row === undefined || row.state === "intent") return undefined;
    const disabled = row.drift.find(({ path }) => path === "enabled");
    if (disabled !== undefined) return Date.parse(disabled.since);
    return this.#lastSeenMs.get(key) ?? this.#lastScanAtMs ?? Date.parse(row.updatedAt);
  }

  async #reread(key: ResourceKey, error: unknown): Promise<never> {
    if (error instanceof RowConflictError) {
      const stored = await this.#store.get(key);
      if (stored === undefined) this.#rows.delete(key);
      else this.#rows.set(key, stored);
    }
    throw error;
  }
}
