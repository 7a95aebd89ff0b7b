import type { ResourceKey } from "../../api/resource.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { InputError } from "../exit.ts";
import { formatDuration } from "../output/age.ts";
import { resourceLabel } from "../output/resource-label.ts";
import type { CtlContext } from "./context.ts";
import type { StateAccess } from "./state-port.ts";
import { sortRows } from "./status-view.ts";
import { conditionOf } from "./telling.ts";

const periodMs = 1_000;
/** As many names as a person reads. */
const maxNamed = 10;

export interface Waiting {
  readonly keys: readonly ResourceKey[];
  readonly token: string;
  readonly timeoutMs: number;
}

/**
 * Waits until every resource has been looked at for this request or a later one, and is not under way any more.
 * @returns their rows, without those that are gone by then
 * @throws InputError when time is up, naming what is missing; the signal's reason when stopped
 */
export async function waitUntilAnswered(
  state: StateAccess,
  { terminal, world: { clock } }: CtlContext,
  { keys, token, timeoutMs }: Waiting,
): Promise<readonly ResourceRow[]> {
  const wanted = new Set(keys);
  const deadlineMs = clock.now() + timeoutMs;
  for (;;) {
    const rows = sortRows((await state.rows()).filter(({ key }) => wanted.has(key)));
    const missing = rows.filter((row) => !isAnswered(row, token));
    if (missing.length === 0) return rows;
    const leftMs = deadlineMs - clock.now();
    if (leftMs <= 0) throw new InputError(tooLate(missing, keys.length, timeoutMs));
    await clock.sleep(Math.min(periodMs, leftMs), terminal.signal);
  }
}

/** Tokens sort by time: whoever asks again at the same moment must not leave the first waiting. */
function isAnswered(row: ResourceRow, token: string): boolean {
  const isSeen = row.lastHandledRequest !== undefined && row.lastHandledRequest >= token;
  return isSeen && conditionOf(row, "Reconciling")?.status !== "True";
}

function tooLate(missing: readonly ResourceRow[], total: number, timeoutMs: number): string {
  const names = missing.slice(0, maxNamed).map(({ key }) => resourceLabel(key));
  const more = missing.length > maxNamed ? ` and ${missing.length - maxNamed} more` : "";
  const after = formatDuration(timeoutMs);
  return `after ${after}, ${missing.length} of ${total} are not through: ${names.join(", ")}${more}`;
}
