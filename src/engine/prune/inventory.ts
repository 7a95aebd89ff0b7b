import type { ResourceKey } from "../../api/resource.ts";
import type { ResourceRow } from "../../core/resource-row.ts";

/** The rows as they are stored, and the one way to change them. */
export interface Inventory {
  row(key: ResourceKey): ResourceRow | undefined;
  readonly rows: readonly ResourceRow[];
  /**
   * Stores the row; after a conflict `row` answers what is stored.
   * @throws RowConflictError, StateUnavailableError
   */
  save(row: ResourceRow): Promise<ResourceRow>;
  /** @throws RowConflictError, StateUnavailableError */
  drop(row: ResourceRow): Promise<void>;
}
