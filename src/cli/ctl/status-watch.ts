import type { ResourceKey } from "../../api/resource.ts";
import { resourceLabel } from "../output/resource-label.ts";
import { createScreen, isScreen } from "../output/screen.ts";
import { statusRow } from "../output/status-table.ts";
import { formatStatus, formatStatusRows, type StatusTextOptions } from "../output/status-text.ts";
import { createStyle } from "../output/style.ts";
import { layoutFor } from "../output/table.ts";
import type { CtlContext } from "./context.ts";
import { pollUntilStopped } from "./polling.ts";
import type { ResourceStatus, StatusView } from "./status-view.ts";

/** Draws in place on a terminal; elsewhere prints it once, and then the lines that changed. */
export async function watchStatus(
  read: () => Promise<StatusView>,
  options: StatusTextOptions,
  context: CtlContext,
): Promise<void> {
  const { stdout, env } = context.terminal;
  const show = isScreen(stdout, env) ? drawing(options, context) : appending(options, context);
  await pollUntilStopped(context, async () => show(await read()));
}

type Show = (view: StatusView) => void;

function drawing(options: StatusTextOptions, { terminal: { stdout, env } }: CtlContext): Show {
  const screen = createScreen(stdout);
  const style = createStyle(stdout, env);
  return (view) => screen.draw(formatStatus(view, options, layoutFor(stdout, style)));
}

function appending(options: StatusTextOptions, { terminal: { stdout, env } }: CtlContext): Show {
  const layout = layoutFor(stdout, createStyle(stdout, env));
  let before: ReadonlyMap<ResourceKey, string> | undefined;
  return (view) => {
    const now = new Map(view.resources.map((status) => [status.row.key, said(status)]));
    stdout.write(before === undefined ? whole(view) : changes(view, before, now));
    before = now;
  };

  function whole(view: StatusView): string {
    return toText(formatStatus(view, options, layout));
  }

  function changes(
    view: StatusView,
    was: ReadonlyMap<ResourceKey, string>,
    is: ReadonlyMap<ResourceKey, string>,
  ): string {
    const lines = formatStatusRows(view, { ...options, noHeaders: true }, layout);
    const changed = lines.filter((_, index) => {
      const key = view.resources[index]?.row.key;
      return key !== undefined && was.get(key) !== is.get(key);
    });
    const gone = [...was.keys()].filter((key) => !is.has(key)).map((key) => `${resourceLabel(key)} is gone`);
    return toText([...changed, ...gone]);
  }
}

/** Everything its line says but ages, which change by themselves. */
function said(status: ResourceStatus): string {
  return JSON.stringify(statusRow({ ...status, telling: { ...status.telling, since: "" } }, allColumns, 0));
}

const allColumns = { wide: true, environments: true };

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
