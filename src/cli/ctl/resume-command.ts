import type { Command as Program } from "commander";
import type { PrimitiveKind } from "../../api/resource.ts";
import type { SuspendRequest } from "../../core/operator-request.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { resourceLabel } from "../output/resource-label.ts";
import type { CtlContext } from "./context.ts";
import { warnIfNobodyLeads } from "./leader-warning.ts";
import { parseTargets, type Selectable, type SelectorOptions, selectTargets } from "./resource-selector.ts";
import { addSelectorOptions, addStateOptions, type StateOptions, withState } from "./state-options.ts";
import { sortRows } from "./status-view.ts";
import { suspendsInForce } from "./suspension.ts";

interface ResumeOptions extends StateOptions, SelectorOptions {}

const examples = `
Examples:
  $ xflowctl resume fn/count_words
  $ xflowctl resume --all

Exit codes: 0 nothing of it is suspended by a request any more; 1 no such
resource or table; 2 usage or error.`;

/** `xflowctl resume KIND/NAME…|--all|-l SEL` */
export function addResumeCommand(program: Program, context: CtlContext): void {
  const command = program
    .command("resume")
    .description("take suspensions back")
    .argument("[KIND/NAME...]")
    .addHelpText("after", examples)
    .action((names: string[], options: ResumeOptions) => runResume(names, options, context));
  addStateOptions(addSelectorOptions(command, "all"));
}

async function runResume(
  names: readonly string[],
  options: ResumeOptions,
  context: CtlContext,
): Promise<void> {
  const selector = parseTargets(names, options);
  await withState(options, context, async (state) => {
    const [rows, requests] = await Promise.all([state.rows(), state.requests()]);
    const suspends = suspendsInForce(requests, context.world.clock.now());
    const targets = selectTargets(selector, [...sortRows(rows), ...withoutRow(rows, suspends.values())]);
    const isNamed = names.length > 0;
    for (const target of targets) {
      const wasSuspended = suspends.has(target.key) && (await state.clearSuspend(target.key));
      tell(target, { wasSuspended, isNamed }, context);
    }
    await warnIfNobodyLeads(state, context);
  });
}

function tell(
  target: Selectable & Partial<Pick<ResourceRow, "policy" | "source">>,
  { wasSuspended, isNamed }: { readonly wasSuspended: boolean; readonly isNamed: boolean },
  { terminal: { stdout, stderr } }: CtlContext,
): void {
  const label = resourceLabel(target.key);
  if (wasSuspended) stdout.write(`resumed ${label}\n`);
  if (target.policy?.suspend) {
    const where = `${target.source?.file}:${target.source?.line}`;
    stderr.write(`xflowctl: ${label} is suspended by its manifest, policy.suspend in ${where}\n`);
  } else if (isNamed && !wasSuspended) {
    stderr.write(`xflowctl: ${label} was not suspended\n`);
  }
}

/** A suspension may outlive the row of its resource. */
function withoutRow(rows: readonly ResourceRow[], suspends: Iterable<SuspendRequest>): readonly Selectable[] {
  const known = new Set(rows.map(({ key }) => key));
  return [...suspends].filter(({ key }) => !known.has(key)).map(({ key }) => toSelectable(key));
}

function toSelectable(key: SuspendRequest["key"]): Selectable {
  const [environment = "", kind = "", ...name] = key.split("/");
  return { key, environment, kind: kind as PrimitiveKind, name: name.join("/"), labels: {} };
}
