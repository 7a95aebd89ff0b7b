import type { ResourcePlan, Step, Verdict } from "../../core/plan.ts";
import type { CallCounts } from "../../core/progress.ts";
import type { Terminal } from "../terminal.ts";
import { formatCallCounts } from "./call-counts.ts";
import { formatChange } from "./change.ts";
import { formatPlansJson } from "./plan-json.ts";
import { plural, resourceLabel } from "./resource-label.ts";
import { createStyle, type Format, type Style, widthOf } from "./style.ts";

const symbols: Readonly<Record<Verdict["kind"], readonly [symbol: string, format: Format]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  adopt: [">", "cyan"],
  "use-as-is": ["=", "dim"],
  "in-sync": ["=", "dim"],
  refused: ["x", "red"],
};

interface Layout {
  readonly style: Style;
  readonly width: number;
}

/** What would be done, resource by resource, and a line that sums it up. What is in sync is only counted. */
export function formatPlans(
  plans: readonly ResourcePlan[],
  output: "json" | undefined,
  { stdout, env }: Pick<Terminal, "stdout" | "env">,
): string {
  if (output === "json") return formatPlansJson(plans);
  const layout = { style: createStyle(stdout, env), width: widthOf(stdout) };
  const told = plans.filter(({ verdict, warnings }) => verdict.kind !== "in-sync" || warnings.length > 0);
  const lines = [...told.flatMap((plan) => planLines(plan, layout)), planSummary(plans)];
  return `${lines.join("\n")}\n`;
}

/** `Plan: 41 calls (39 to create, 2 to update); 12 in sync, 1 refused` */
export function planSummary(plans: readonly ResourcePlan[]): string {
  const rest = (
    [
      ["in-sync", "in sync"],
      ["use-as-is", "used as it is"],
      ["refused", "refused"],
    ] as const
  ).flatMap(([kind, words]) => {
    const count = plans.filter(({ verdict }) => verdict.kind === kind).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const warnings = plans.reduce((sum, plan) => sum + plan.warnings.length, 0);
  if (warnings > 0) rest.push(plural(warnings, "warning"));
  const suffix = rest.length > 0 ? `; ${rest.join(", ")}` : "";
  return `Plan: ${formatCallCounts(callsByVerdict(plans))}${suffix}`;
}

function callsByVerdict(plans: readonly ResourcePlan[]): CallCounts {
  const counts: Partial<Record<Verdict["kind"], number>> = {};
  for (const { verdict, steps } of plans) counts[verdict.kind] = (counts[verdict.kind] ?? 0) + steps.length;
  return counts;
}

function planLines({ key, verdict, steps, warnings }: ResourcePlan, layout: Layout): readonly string[] {
  const { style, width } = layout;
  const [symbol, format] = symbols[verdict.kind];
  const words =
    verdict.kind === "refused" ? `refused (${verdict.reason})` : verdict.kind.replaceAll("-", " ");
  return [
    `${style(format, symbol)} ${words} ${style("bold", resourceLabel(key))}`,
    ...(verdict.kind === "refused" ? wrap(verdict.message, width - 4).map((line) => `    ${line}`) : []),
    ...steps.flatMap((step) => stepLines(step, layout)),
    ...warnings.flatMap((warning) =>
      wrap(`warning: ${warning}`, width - 4).map((line) => style("yellow", `    ${line}`)),
    ),
  ];
}

function stepLines({ call, stage, changes }: Step, { style, width }: Layout): readonly string[] {
  const later = stage > 0 ? style("dim", "  once it has settled") : "";
  return [`    ${call}${later}`, ...changes.map((change) => `        ${formatChange(change, width - 8)}`)];
}

/** Broken at spaces; a word longer than the width stands alone. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
