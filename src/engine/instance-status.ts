import { canonical } from "../core/canonical.ts";
import type { ControllerRow } from "../core/controller-row.ts";
import { RowConflictError, StateUnavailableError } from "../core/state-error.ts";
import type { StateStore } from "./ports.ts";

/** The controller's own row: written when something changed, and once a scan as a heartbeat. */
export class InstanceStatus {
  readonly #store: Pick<StateStore, "putController" | "load">;
  #row: ControllerRow;
  #stored: ControllerRow | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Pick<StateStore, "putController" | "load">, row: ControllerRow, stored?: ControllerRow) {
    this.#store = store;
    this.#row = row;
    this.#stored = stored;
  }

  get row(): ControllerRow {
    return this.#row;
  }

  /** Writes what is new. A table that cannot be reached gets it with the next change or heartbeat. */
  update(change: Partial<ControllerRow>): Promise<void> {
    this.#row = withoutAbsent({ ...this.#row, ...change });
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#stored !== undefined && isSame(this.#stored, this.#row)) return;
    const row = { ...this.#row, version: this.#stored?.version ?? 0 };
    try {
      this.#stored = await this.#store.putController(row);
    } catch (error) {
      if (error instanceof RowConflictError) this.#stored = (await this.#reread()) ?? this.#stored;
      else if (!(error instanceof StateUnavailableError)) throw error;
    }
  }

  async #reread(): Promise<ControllerRow | undefined> {
    const state = await this.#store.load().catch(() => undefined);
    return state?.controller;
  }
}

function isSame(a: ControllerRow, b: ControllerRow): boolean {
  return canonical({ ...a, epoch: 0, version: 0 }) === canonical({ ...b, epoch: 0, version: 0 });
}

function withoutAbsent(row: ControllerRow): ControllerRow {
  const members = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as unknown as ControllerRow;
}
