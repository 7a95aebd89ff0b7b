import type { ResourceStatus, StatusView } from "../ctl/status-view.ts";
import { statusOf } from "../ctl/telling.ts";
import { resourceLabel } from "./resource-label.ts";
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
  const table = formatStatusRows(view, options, layout);
  const whole = [...table, ...details(view.resources, table.slice(options.noHeaders ? 0 : 1), layout)];
  return options.noHeaders ? whole : [...formatStatusHeader(view, layout), "", ...whole];
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

/** @param lines of the table, one for each resource */
function details(
  resources: readonly ResourceStatus[],
  lines: readonly string[],
  { width, style }: TableLayout,
): readonly string[] {
  if (width === undefined) return [];
  const cut = resources.flatMap(({ row, telling }, index) => {
    const text = plainText(tellingText(row, telling));
    const isTold = telling.type === "Ready" && statusOf(row, "Ready") === "True";
    return isTold || lines[index]?.includes(text) ? [] : [{ label: resourceLabel(row.key), text }];
  });
  return cut.slice(0, maxDetails).flatMap(({ label, text }) => {
    const told = wrap(text, Math.max(20, width - 2)).map((line) => `  ${line}`);
    return ["", style("bold", label), ...told];
  });
}
