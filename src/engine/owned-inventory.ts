import type { ControllerRow } from "../core/controller-row.ts";
import type { ResourceEvent } from "../core/resource-event.ts";
import type { BoundTarget } from "./ports.ts";
import { rebuildInventory } from "./prune/rebuild.ts";
import type { StateBook } from "./state-book.ts";

export interface OwnedInventoryDeps {
  readonly state: StateBook;
  readonly record: (event: ResourceEvent) => Promise<void>;
}

/**
 * Whether it is known what we own. A table that was lost, or is new, does not tell; then what carries our tags
 * becomes the inventory again:
 *
 * unknown ──everything listed──▶ rebuilt ──a scan ended──▶ known
 */
export class OwnedInventory {
  readonly #deps: OwnedInventoryDeps;
  #standing: "unknown" | "rebuilt" | "known";

  /** @param stored absent: no controller has ever ended a scan with this table */
  constructor(deps: OwnedInventoryDeps, stored: ControllerRow | undefined) {
    this.#deps = deps;
    this.#standing = stored === undefined ? "unknown" : (stored.inventory ?? "known");
  }

  get isKnown(): boolean {
    return this.#standing === "known";
  }

  /** As the controller's row has it. */
  get row(): Pick<ControllerRow, "inventory"> {
    return { inventory: this.#standing === "known" ? undefined : this.#standing } as Pick<
      ControllerRow,
      "inventory"
    >;
  }

  /**
   * Finds again what the table lacks, if that has to be done. What could not be listed is asked for the next time.
   * @param targets every place where something is declared, all of them reached
   * @throws RowConflictError, StateUnavailableError
   */
  async rebuild(targets: readonly BoundTarget[], nowMs: number): Promise<void> {
    if (this.#standing !== "unknown") return;
    const { state, record } = this.#deps;
    const { rows, events, listUnknown } = await rebuildInventory({
      targets,
      known: state.rows,
      newerThan: nowMs,
      nowMs,
    });
    for (const row of rows) await state.save(row);
    for (const event of events) await record(event);
    if (listUnknown === undefined) this.#standing = "rebuilt";
  }

  /** A scan has seen all there is. */
  scanned(): void {
    if (this.#standing === "rebuilt") this.#standing = "known";
  }
}
