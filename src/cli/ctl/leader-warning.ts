import type { CtlContext } from "./context.ts";
import { leadershipOf } from "./leadership.ts";
import type { StateAccess } from "./state-port.ts";

/** What is asked is not lost when nobody leads, but nothing happens either: whoever asked should know. */
export async function warnIfNobodyLeads(state: StateAccess, { terminal, world }: CtlContext): Promise<void> {
  if (leadershipOf(await state.lease(), world.clock.now()) === "leading") return;
  terminal.stderr.write("xflowctl: no controller leads at the moment; the next one will see this\n");
}
