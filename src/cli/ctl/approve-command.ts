import type { Command as Program } from "commander";
import type { DeletionBlock } from "../../core/controller-row.ts";
import { InputError, UsageError } from "../exit.ts";
import { formatApproved, formatBlock, shownDigestLength } from "../output/deletion-block.ts";
import { plainText } from "../output/table.ts";
import type { CtlContext } from "./context.ts";
import { warnIfNobodyLeads } from "./leader-warning.ts";
import { addStateOptions, type StateOptions, withState } from "./state-options.ts";
import type { StateAccess } from "./state-port.ts";
import { approvalOf } from "./status-view.ts";

const examples = `
Deletes wait when there are too many at once, when another source is read, or
when the inventory was lost: look at the list, then approve its digest. The
approval is of exactly that list, and counts for one hour.

Examples:
  $ xflowctl approve                 the list that waits, why, and its digest
  $ xflowctl approve 1f3a9c02b7de    let it go

Exit codes: 0 listed or approved; 1 nothing waits, another digest, not to be
approved; 2 usage or error.`;

/** `xflowctl approve [DIGEST]` */
export function addApproveCommand(program: Program, context: CtlContext): void {
  const command = program
    .command("approve")
    .description("list the deletes that wait, or let exactly them go")
    .argument("[DIGEST]", "the list's digest, or at least its first 8 digits")
    .addHelpText("after", examples)
    .action((digest: string | undefined, options: StateOptions) => runApprove(digest, options, context));
  addStateOptions(command);
}

async function runApprove(
  typed: string | undefined,
  options: StateOptions,
  context: CtlContext,
): Promise<void> {
  if (typed !== undefined && !/^[0-9a-f]{8,64}$/i.test(typed)) {
    throw new UsageError(`${typed}: expected 8 to 64 hexadecimal digits, as 'xflowctl approve' prints them`);
  }
  await withState(options, context, async (state) => {
    const block = (await state.controller())?.deletionBlock;
    if (typed === undefined) return await list(block, state, context);
    await approve(expectApprovable(block, typed.toLowerCase()), state, context);
  });
}

async function list(
  block: DeletionBlock | undefined,
  state: StateAccess,
  { terminal, world }: CtlContext,
): Promise<void> {
  if (block === undefined) return void terminal.stdout.write("no deletes wait\n");
  const nowMs = world.clock.now();
  const approval = approvalOf(block, await state.requests(), nowMs);
  const lines = formatBlock(block, approval, nowMs).map(plainText);
  terminal.stdout.write(`${lines.join("\n")}\n`);
}

async function approve(block: DeletionBlock, state: StateAccess, context: CtlContext): Promise<void> {
  const { clock, operator } = context.world;
  const at = new Date(clock.now()).toISOString();
  await state.write({ kind: "approve", digest: block.digest, at, by: operator() });
  context.terminal.stdout.write(formatApproved(block));
  await warnIfNobodyLeads(state, context);
}

/** @throws InputError */
function expectApprovable(block: DeletionBlock | undefined, prefix: string): DeletionBlock {
  if (block === undefined) throw new InputError("no deletes wait: there is nothing to approve");
  const shown = block.digest.slice(0, shownDigestLength);
  if (!block.digest.startsWith(prefix)) {
    throw new InputError(
      `the list that waits now is ${shown}, not ${prefix}: look at it with 'xflowctl approve'`,
    );
  }
  if (!block.approvable) {
    throw new InputError(`${shown} cannot be approved (${block.reason}): ${block.message}`);
  }
  return block;
}
