import type { ControllerRow, EnvironmentStatus, LeaseRow, SourceStatus } from "../../core/controller-row.ts";
import { shortRevision } from "../../core/short-revision.ts";
import { isScanOverdue, leadershipOf } from "../ctl/leadership.ts";
import type { StatusView } from "../ctl/status-view.ts";
import { formatAge, formatDuration } from "./age.ts";
import { blockSummary } from "./deletion-block.ts";
import { countStatuses, formatCounts } from "./status-counts.ts";
import type { Format } from "./style.ts";
import { type Cell, formatTable, type TableLayout, type TableRow } from "./table.ts";

/** Of a broken source; the rest is what `xflowctl validate` is for. */
const maxErrors = 3;

/** Who leads, what it leads to and how that goes; then what needs a person. */
export function formatStatusHeader(view: StatusView, layout: TableLayout): readonly string[] {
  const { instance, nowMs, lease, controller } = view;
  const rows: readonly TableRow[] = [
    ["instance", instance],
    ["leader", leaderCell(lease, nowMs)],
    ["revision", revisionText(view)],
    ["source", sourceCell(controller?.source)],
    ["resources", resourcesText(view)],
    ["last scan", scanCell(controller, nowMs)],
  ];
  return [...formatTable(undefined, rows, layout), ...blockLines(view, layout)];
}

function leaderCell(lease: LeaseRow | undefined, nowMs: number): Cell {
  if (lease === undefined) return alarm("none: no controller has run for this instance", "red");
  const who = `${lease.host.split("/")[0]} (pid ${lease.pid}, ${lease.command})`;
  const renewed = formatAge(lease.renewedAt, nowMs);
  switch (leadershipOf(lease, nowMs)) {
    case "released":
      return alarm(`none: ${who} stopped ${renewed} ago`, "yellow");
    case "expired":
      return alarm(`none: the lease of ${who} expired, renewed ${renewed} ago`, "red");
    default:
      return `${who}, epoch ${lease.epoch}, renewed ${renewed} ago`;
  }
}

function revisionText({ lease, controller, nowMs }: StatusView): string {
  const from = controller?.source.revision === undefined ? lease : controller.source;
  if (from?.revision === undefined) return "none yet";
  const age = from.revisionSince === undefined ? "" : ` (${formatAge(from.revisionSince, nowMs)} ago)`;
  return `${shortRevision(from.revision)}${age}`;
}

function sourceCell(source: SourceStatus | undefined): Cell {
  if (source === undefined) return "none yet";
  if (source.state === "ok") return `${source.identity}, ok`;
  const why = source.reason === undefined ? "" : `: ${source.reason}`;
  return alarm(`${source.identity}, ${source.state}${why}; nothing is deleted meanwhile`, "red");
}

function resourcesText({ resources, total }: StatusView): string {
  const counts = countStatuses(resources);
  const of = counts.total === total ? "" : ` of ${total}`;
  return `${counts.total}${of}: ${formatCounts(counts)}`;
}

function scanCell(controller: ControllerRow | undefined, nowMs: number): Cell {
  if (controller?.lastScanAt === undefined) return "none yet";
  const age = `${formatAge(controller.lastScanAt, nowMs)} ago`;
  if (!isScanOverdue(controller, nowMs)) return age;
  return alarm(`${age}: overdue, one is due every ${formatDuration(controller.scanPeriodMs)}`, "red");
}

/** What needs a person: environments that cannot be worked in, errors of the source, deletes that wait. */
function blockLines({ controller, approval, nowMs }: StatusView, layout: TableLayout): readonly string[] {
  const errors = controller?.source.errors ?? [];
  const lines: Cell[] = errors.slice(0, maxErrors).map((error) => alarm(error, "red"));
  if (errors.length > maxErrors) lines.push(`and ${errors.length - maxErrors} more: xflowctl validate PATH`);
  const block = controller?.deletionBlock;
  const waiting = block === undefined ? [] : blockSummary(block, approval, nowMs);
  const down = (controller?.environments ?? []).map((status) => alarm(environmentLine(status, nowMs), "red"));
  const groups = [down, lines, waiting.map((line) => alarm(line, "yellow"))].filter(
    ({ length }) => length > 0,
  );
  return groups.flatMap((group) => [
    "",
    ...group.flatMap((cell) => formatTable(undefined, [[cell]], layout)),
  ]);
}

/** Said here alone: what lives there is as it was last seen. */
function environmentLine({ name, reason, message, since }: EnvironmentStatus, nowMs: number): string {
  return `environment ${name} waits, ${reason} for ${formatAge(since, nowMs)}: ${message}`;
}

function alarm(text: string, format: Format): Cell {
  return { text, format };
}
