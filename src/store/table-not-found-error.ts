import { StateUnavailableError } from "../core/state-error.ts";

/** The state table is not there: no controller ever ran with it here, or it is another table, region or account. */
export class TableNotFoundError extends StateUnavailableError {
  /** @param where the region, and the endpoint unless it is AWS itself */
  constructor(table: string, where: string, cause: unknown) {
    super(table, cause);
    this.name = "TableNotFoundError";
    this.message = `state table ${table} does not exist in ${where}`;
  }
}
