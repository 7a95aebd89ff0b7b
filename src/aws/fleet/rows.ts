/** By key; what has none is not a row. */
export function toRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | undefined,
): ReadonlyMap<string, Row> {
  return new Map(
    rows.flatMap((row) => {
      const key = keyOf(row);
      return key === undefined ? [] : [[key, row] as const];
    }),
  );
}
