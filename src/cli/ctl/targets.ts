import type { OperatorRequest } from "../../core/operator-request.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { type ResourceSelector, selectTargets } from "./resource-selector.ts";
import type { StateAccess } from "./state-port.ts";
import { sortRows } from "./status-view.ts";

/** The resources a verb is about, and what has been asked of them before. */
export interface Targets {
  readonly rows: readonly ResourceRow[];
  readonly requests: readonly OperatorRequest[];
}

/**
 * Reads what names, --all or -l mean; nothing has been written when one of them means nothing.
 * @throws InputError
 */
export async function readTargets(state: StateAccess, selector: ResourceSelector): Promise<Targets> {
  const [rows, requests] = await Promise.all([state.rows(), state.requests()]);
  return { rows: selectTargets(selector, sortRows(rows)), requests };
}
