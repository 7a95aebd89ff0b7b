import { type Format, type Style, type StyledStream, truncate } from "./style.ts";

/** A text, or one with a colour. */
export type Cell = string | { readonly text: string; readonly format: Format };

/** One row; as long as the headers. */
export type TableRow = readonly Cell[];

export interface TableLayout {
  readonly style: Style;
  /** Characters a line may have; absent: as many as it takes. */
  readonly width?: number;
}

/** The last column shows what is left of the width; the widest other one, which holds names, gives way to it. */
const lastColumnMin = 24;
const widestColumnMin = 32;
const gap = "  ";

/** Lines are cut for a terminal, where wrapped ones cannot be read; whoever reads a pipe wants all of it. */
export function layoutFor(stream: StyledStream, style: Style): TableLayout {
  return stream.isTTY === true ? { style, width: stream.columns ?? 80 } : { style };
}

/**
 * The lines of a table, one a row: columns as wide as their widest cell, the last one whatever is left.
 * @param headers undefined: none are printed
 */
export function formatTable(
  headers: readonly string[] | undefined,
  rows: readonly TableRow[],
  layout: TableLayout,
): readonly string[] {
  const all = headers === undefined ? rows : [headers, ...rows];
  const widths = fitted(columnWidths(all), layout.width ?? Number.POSITIVE_INFINITY);
  return all.map((row) => formatLine(row, widths, layout.style));
}

/** Without control characters: what AWS and people wrote must not move a cursor or break a line. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

function columnWidths(rows: readonly TableRow[]): readonly number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, lengthOf(row[column] ?? "")), 0),
  );
}

/** Widths that, with the gaps, stay within the width of a line; 0: the column is left out. */
function fitted(widths: readonly number[], width: number): readonly number[] {
  const others = widths.slice(0, -1);
  const last = widths.at(-1) ?? 0;
  const widest = Math.max(0, ...others);
  const spare = width - others.reduce((sum, each) => sum + each + gap.length, 0);
  const lacking = Math.max(0, Math.min(last, lastColumnMin) - spare);
  const given = Math.max(Math.min(widest, widestColumnMin), widest - lacking);
  let left = width;
  return [...others.map((each) => Math.min(each, given)), last].map((each) => {
    const room = Math.max(0, Math.min(each, left));
    left -= room + gap.length;
    return room;
  });
}

function formatLine(row: TableRow, widths: readonly number[], style: Style): string {
  const cells = row.map((cell, column) => formatCell(cell, widths[column] ?? 0, style));
  return cells.join(gap).trimEnd();
}

function formatCell(cell: Cell, width: number, style: Style): string {
  const text = width === 0 ? "" : truncate(textOf(cell), width);
  const padding = " ".repeat(Math.max(0, width - [...text].length));
  return (typeof cell === "string" ? text : style(cell.format, text)) + padding;
}

function textOf(cell: Cell): string {
  return plainText(typeof cell === "string" ? cell : cell.text);
}

function lengthOf(cell: Cell): number {
  return [...textOf(cell)].length;
}
