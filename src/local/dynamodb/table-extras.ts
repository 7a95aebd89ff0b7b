import type { TaggedRow } from "../once-tagged.ts";
import type { Storage, Table } from "../storage.ts";

/** What we keep of a table because dynalite does not. */
export interface TableExtras extends TaggedRow {
  /** Expired items are never removed, as AWS may take days to; undefined is disabled. */
  readonly ttlAttribute?: string;
}

/** Extras by table ARN. */
export type ExtrasByArn = Table<TableExtras>;

export function openTableExtras(storage: Storage): Promise<ExtrasByArn> {
  return storage.table<TableExtras>("dynamodb/tables");
}

export const NO_EXTRAS: TableExtras = { tags: {} };
