import type { ResourceKey } from "../../api/resource.ts";
import type { DeletionBlock } from "../../core/controller-row.ts";
import type { ResourceRow } from "../../core/resource-row.ts";
import { type CandidateRules, type Candidates, candidates } from "./candidates.ts";
import { changeRow } from "./change-row.ts";
import { approvedDeletes, blockedDeletes } from "./events.ts";
import { type BlockReason, type GuardInput, type GuardVerdict, guardDeletes } from "./guard.ts";
import { type KeepDeps, protectRow, releaseRow, suspendRow } from "./keep.ts";
import { blockReasonOf, markBlocked, markDeleting } from "./marks.ts";
import { byRemovalOrder } from "./removal-order.ts";

/** Rows written at once. */
const writers = 16;

/** What the guard has to know, apart from the rows. */
export type PruneInput = Omit<GuardInput, "removals" | "liveRows" | "nowMs"> & Pick<CandidateRules, "scope">;

export interface PruneDecision {
  /** Keys that owe a removal pass, in the order to start them. */
  readonly keys: readonly ResourceKey[];
  /** What waits, to be kept in the controller's row; absent: nothing does. */
  readonly block?: DeletionBlock;
  /** What an operator overruled; after `OtherSource` the source is one to be trusted. */
  readonly approved?: BlockReason;
}

/**
 * Decides what becomes of rows that nobody declares, and remembers which may be deleted. Nothing may be deleted
 * before the first decision; a new one takes leave away at once, and gives it only when all rows it concerns are
 * marked.
 */
export class Prune {
  readonly #deps: KeepDeps;
  readonly #rules: Omit<CandidateRules, "scope">;
  #allowed: ReadonlySet<ResourceKey> = new Set();
  #round = 0;

  constructor(deps: KeepDeps, rules: Omit<CandidateRules, "scope">) {
    this.#deps = deps;
    this.#rules = rules;
  }

  /** Whether the last decision lets the key go. */
  mayRemove(key: ResourceKey): boolean {
    return this.#allowed.has(key);
  }

  /** Until the next decision nothing may be deleted: the lease is lost, or what is declared is in doubt. */
  suspend(): void {
    this.#round++;
    this.#allowed = new Set();
  }

  /**
   * Releases what is retained, says of the rest why it stays, and marks as under way what is let go. After an error
   * nothing more may be deleted than before; deciding again goes on from there.
   * @throws RowConflictError, StateUnavailableError
   */
  async decide(input: PruneInput): Promise<PruneDecision> {
    const round = ++this.#round;
    const { inventory, clock } = this.#deps;
    const { scope } = input;
    const found = candidates(inventory.rows, { ...this.#rules, ...(scope === undefined ? {} : { scope }) });
    const verdict = guardDeletes({
      ...input,
      removals: found.remove,
      liveRows: inventory.rows.filter(({ state }) => state !== "released").length,
      nowMs: clock.now(),
    });
    const plan = sort(found, input, verdict);
    this.#allowed = intersection(this.#allowed, plan.allowed);
    await this.#tell(input, verdict, plan.goes.length);
    await this.#write(plan, verdict);
    if (round === this.#round) this.#allowed = plan.allowed;
    return decisionOf(found.moved, plan, verdict);
  }

  /** One event however many wait, and only when something else waits than before. */
  async #tell(input: PruneInput, verdict: GuardVerdict, count: number): Promise<void> {
    const { record, clock } = this.#deps;
    const { previousBlock: before } = input;
    if (verdict.kind === "allowed") {
      if (verdict.approved === undefined) return;
      await record(approvedDeletes(count, verdict.approved, clock.now()));
      return;
    }
    const { block } = verdict;
    const isOld = before?.digest === block.digest && before.reason === block.reason;
    if (!isOld) await record(blockedDeletes(block, clock.now()));
  }

  async #write(plan: Plan, verdict: GuardVerdict): Promise<void> {
    const nowMs = this.#deps.clock.now();
    await inChunks(plan.released, (row) => releaseRow(this.#deps, row));
    await inChunks(plan.protected, (row) => protectRow(this.#deps, row));
    await inChunks(plan.suspended, (row) => suspendRow(this.#deps, row));
    if (verdict.kind === "blocked") {
      const mark = { reason: verdict.block.reason, message: verdict.block.message, nowMs };
      await inChunks(plan.stays, (row) => this.#change(row, (stored) => markBlocked(stored, mark)));
    }
    await inChunks(plan.goes.filter(needsMark), (row) =>
      this.#change(row, (stored) => markDeleting(stored, nowMs)),
    );
  }

  /** Declared again or released meanwhile, it is no longer for us to say. */
  #change(row: ResourceRow, change: (row: ResourceRow) => ResourceRow): Promise<unknown> {
    const { isDeclared } = this.#rules;
    return changeRow(this.#deps.inventory, row.key, (stored) =>
      stored.state === "released" || isDeclared(stored.key) ? stored : change(stored),
    );
  }
}

interface Plan {
  readonly goes: readonly ResourceRow[];
  readonly stays: readonly ResourceRow[];
  readonly released: readonly ResourceRow[];
  readonly protected: readonly ResourceRow[];
  readonly suspended: readonly ResourceRow[];
  readonly unsure: readonly ResourceRow[];
  readonly allowed: ReadonlySet<ResourceKey>;
}

/** While it is in doubt what is declared, nothing is let go in any way; only that it waits is said. */
function sort(found: Candidates, input: PruneInput, verdict: GuardVerdict): Plan {
  const blocked = new Set(verdict.kind === "blocked" ? verdict.block.keys : []);
  const goes = found.remove.filter(({ key }) => !blocked.has(key)).toSorted(byRemovalOrder);
  const isClear = !isDoubtful(input, verdict);
  const unsure = isClear ? found.unsure : [];
  return {
    goes,
    stays: found.remove.filter(({ key }) => blocked.has(key)),
    released: isClear ? found.release : [],
    protected: isClear ? found.protect : [],
    suspended: isClear ? found.suspended : [],
    unsure,
    allowed: new Set([...goes, ...unsure].map(({ key }) => key)),
  };
}

function isDoubtful({ source, listUnknown }: PruneInput, verdict: GuardVerdict): boolean {
  if (source.state !== "ok" || listUnknown !== undefined) return true;
  return verdict.kind === "blocked" && verdict.block.reason !== "TooManyDeletes";
}

/** That something else still needs it is said, and taken back, by the pass itself. */
function needsMark(row: ResourceRow): boolean {
  const reason = blockReasonOf(row);
  return row.state !== "deleting" || (reason !== undefined && reason !== "InUse");
}

function decisionOf(moved: readonly ResourceRow[], plan: Plan, verdict: GuardVerdict): PruneDecision {
  const keys = [...moved, ...plan.unsure, ...plan.goes].map(({ key }) => key);
  if (verdict.kind === "blocked") return { keys, block: verdict.block };
  return verdict.approved === undefined ? { keys } : { keys, approved: verdict.approved };
}

function intersection(a: ReadonlySet<ResourceKey>, b: ReadonlySet<ResourceKey>): ReadonlySet<ResourceKey> {
  return new Set([...a].filter((key) => b.has(key)));
}

async function inChunks(
  rows: readonly ResourceRow[],
  write: (row: ResourceRow) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += writers) {
    await Promise.all(rows.slice(from, from + writers).map(write));
  }
}
