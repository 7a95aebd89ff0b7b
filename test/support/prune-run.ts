import type { ResourceKey } from "../../src/api/resource.ts";
import type { Outcome } from "../../src/engine/outcome.ts";
import type { ClaimantOf } from "../../src/engine/prune/claims.ts";
import { Prune, type PruneDecision, type PruneInput } from "../../src/engine/prune/prune.ts";
import { createRemoval } from "../../src/engine/prune/removal.ts";
import type { PrunedWorld } from "./fake-prune.ts";

export const believed: PruneInput = {
  source: { state: "ok", identity: "source" },
  rebuilt: false,
  approvals: [],
  maxDeletes: 1_000,
};

/** An hour after the rows of these tests were written. */
const longAfterMs = 3_600_000;

export interface ProcessOptions {
  readonly declared?: ReadonlySet<ResourceKey>;
  readonly suspended?: ReadonlySet<ResourceKey>;
  readonly claimantOf?: ClaimantOf;
  readonly mayWrite?: () => boolean;
  /** The clock's milliseconds; default: long after rows were written. */
  readonly nowMs?: () => number;
}

/** One process that prunes: its decisions, its passes, and what woke. */
export function pruneProcess(world: PrunedWorld, options: ProcessOptions = {}) {
  const inventory = world.inventory();
  const clock = { now: options.nowMs ?? (() => longAfterMs), sleep: () => Promise.resolve() };
  const isDeclared = (key: ResourceKey) => options.declared?.has(key) ?? false;
  const claimantOf = options.claimantOf ?? (() => undefined);
  const isSuspended = (key: ResourceKey) => options.suspended?.has(key) ?? false;
  const prune = new Prune(
    { clock, inventory, record: world.record },
    { isDeclared, claimantOf, isSuspended },
  );
  const woken = new Set<ResourceKey>();
  const stop = new AbortController();
  const signals = { stop: stop.signal, abandon: new AbortController().signal };
  const remove = createRemoval({
    ports: { clock, targetAt: async () => world.target() },
    inventory,
    gate: { mayWrite: options.mayWrite ?? (() => true) },
    isDeclared,
    claimantOf,
    mayRemove: (key) => prune.mayRemove(key),
    takeSlot: () => undefined,
    record: world.record,
    onEvent: () => undefined,
    wake: (key) => woken.add(key),
  });
  const pass = async (key: ResourceKey): Promise<Outcome> => {
    const row = inventory.row(key);
    return row === undefined ? { kind: "gone" } : remove(row, signals);
  };
  return { inventory, prune, pass, woken, stop, decide: (input = believed) => prune.decide(input) };
}

/**
 * Decides and works until only what waits for somebody else is left, or the process ended. A blocked key has a pass
 * only when it is woken.
 */
export async function pruneAll(
  world: PrunedWorld,
  options: ProcessOptions = {},
  input: PruneInput = believed,
): Promise<PruneDecision | undefined> {
  let nowMs = options.nowMs?.() ?? longAfterMs;
  const one = pruneProcess(world, { nowMs: () => nowMs, ...options });
  const decision = await one.decide(input).catch((error: unknown) => unlessCrashed(world, error));
  const queue = [...(decision?.keys ?? [])];
  for (let passes = 0; queue.length > 0 && !world.hasCrashed; passes++) {
    if (passes > 10_000) throw new Error("the removals do not end");
    const key = queue.shift() as ResourceKey;
    const outcome = await one.pass(key);
    if (outcome.kind === "waiting") nowMs += outcome.afterMs;
    if (outcome.kind === "waiting" || isRetried(outcome)) queue.push(key);
    queue.push(...one.woken);
    one.woken.clear();
  }
  return decision;
}

function isRetried(outcome: Outcome): boolean {
  return outcome.kind === "failed" && outcome.disposition.kind !== "terminal";
}

function unlessCrashed(world: PrunedWorld, error: unknown): undefined {
  if (!world.hasCrashed) throw error;
  return undefined;
}
