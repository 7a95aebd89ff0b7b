import type { ResourceStatus, StatusView } from "../ctl/status-view.ts";
import { formatStatusHeader } from "./status-header.ts";
import { type StatusColumns, statusHeaders, statusRow, tellingText } from "./status-table.ts";
import { formatTable, plainText, type TableLayout } from "./table.ts";
import { wrap } from "./wrap.ts";

/** How a status is laid out. */
export interface StatusTextOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
}

/** Messages told whole below a table that had to cut them; more would push the table out of sight. */
const maxDetails = 5;

/** The header, the table, and on a terminal whatever the table had to cut of what is wrong. */
export function formatStatus(
  view: StatusView,
  options: StatusTextOptions,
  layout: TableLayout,
): readonly string[] {
  const table = [...formatStatusRows(view, options, layout), ...details(view.resources, layout)];
  return options.noHeaders ? table : [...formatStatusHeader(view, layout), "", ...table];
}

/** The table alone: the column titles unless they are unwanted, then a line for each resource. */
export function formatStatusRows(
  { resources, nowMs }: Pick<StatusView, "resources" | "nowMs">,
  { wide, noHeaders }: StatusTextOptions,
  layout: TableLayout,
): readonly string[] {
  if (resources.length === 0) return noHeaders ? [] : ["no resources"];
  const columns: StatusColumns = { wide, environments: hasSeveralEnvironments(resources) };
  const rows = resources.map((status) => statusRow(status, columns, nowMs));
  return formatTable(noHeaders ? undefined : statusHeaders(columns), rows, layout);
}

/** Names are told apart by it; one that is not the default is worth knowing as well. */
function hasSeveralEnvironments(resources: readonly ResourceStatus[]): boolean {
  return new Set(resources.map(({ row }) => row.environment)).size > 1;
}

function details(resources: readonly ResourceStatus[], { width, style }: TableLayout): readonly string[] {
  if (width === undefined) return [];
  const wrong = resources.filter(({ telling }) => telling.type !== "Ready" && telling.type !== "Reconciling");
  const long = wrong.filter(({ row, telling }) => tellingText(row, telling).length > width / 4);
  return long.slice(0, maxDetails).flatMap(({ row, telling }) => {
    const text = plainText(tellingText(row, telling));
    const title = style("bold", `${row.kind}/${row.name}`);
    return ["", title, ...wrap(text, Math.max(20, width - 2)).map((line) => `  ${line}`)];
  });
}
