import type { Clock } from "../core/clock.ts";
import type { Target } from "../core/kind.ts";
import { type AwsService, type Call, type CallDeps, createCall, type OnCall } from "./call.ts";
import type { CallBudget } from "./call-budget.ts";
import type { Clients } from "./clients.ts";
import { createDeepReads, type DeepReads } from "./deep-reads.ts";
import { createFleetSnapshot, type FleetSnapshot } from "./fleet/fleet-snapshot.ts";
import { createOwnerTags, type OwnerTags } from "./owner-tags.ts";

/** All a kind needs to reach one target. */
export interface AwsAccess {
  readonly target: Target;
  readonly clock: Clock;
  readonly clients: Clients;
  readonly call: Call;
  /** Whether calls like this one wait for their turn. */
  isBusy(service: AwsService, operation: string): boolean;
  readonly fleet: FleetSnapshot;
  readonly ownerTags: OwnerTags;
  /** What a kind remembers of its resources; the same for the same name, so that it outlives a revision. */
  deepReads<Facts>(kind: string): DeepReads<Facts>;
}

export interface AwsAccessDeps {
  readonly target: Target;
  readonly clock: Clock;
  readonly clients: Clients;
  readonly budget: CallBudget;
  readonly onCall: OnCall;
  /** As in `CallDeps`. */
  readonly mayWrite?: () => boolean;
  /** As in `CallDeps`. */
  readonly hold?: NonNullable<CallDeps["hold"]>;
  /** Nobody waits for anything read here any longer. */
  readonly closed?: AbortSignal;
}

/** One per target: what it remembers is shared by all kinds, so two would read everything twice. */
export function createAwsAccess(deps: AwsAccessDeps): AwsAccess {
  const { target, clock, clients } = deps;
  const call = createCall(deps);
  const fleet = createFleetSnapshot({ target, clients, clock, call });
  const ownerTags = createOwnerTags({ clock, fleet, instance: target.instance });
  const memories = new Map<string, DeepReads<unknown>>();
  const deepReads = <Facts>(kind: string): DeepReads<Facts> => {
    const memory = memories.get(kind) ?? createDeepReads<unknown>(clock);
    memories.set(kind, memory);
    return memory as DeepReads<Facts>;
  };
  const { isBusy } = deps.budget;
  return { target, clock, clients, call, isBusy, fleet, ownerTags, deepReads };
}
