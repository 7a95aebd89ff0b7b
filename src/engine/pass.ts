import type { Memo } from "../core/kind.ts";
import type { Observation } from "../core/observation.ts";
import type { SuspendRequest } from "../core/operator-request.ts";
import type { ResourcePlan, Step } from "../core/plan.ts";
import type { ResourceEvent } from "../core/resource-event.ts";
import type { DependencyEdges } from "./dependency-edges.ts";
import type { Desired } from "./desired.ts";
import type { PassMemory } from "./pass-memory.ts";
import type { EnginePorts, OnEvent, WriteGate } from "./ports.ts";
import type { Remove } from "./prune/removal.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { StateBook } from "./state-book.ts";
import type { StreamSlots } from "./stream-slots.ts";
import type { Wishes } from "./wishes.ts";

/** What the phases of a pass share. */
export interface PassDeps {
  readonly ports: EnginePorts;
  readonly desired: Desired;
  readonly state: StateBook;
  readonly gate: WriteGate;
  readonly wishes: Wishes;
  readonly edges: DependencyEdges;
  readonly slots: StreamSlots;
  readonly memory: PassMemory;
  readonly limiter: Pick<RateLimiter, "aged">;
  /** The pass for what nobody declares any more. */
  readonly remove: Remove;
  /** Every plan, as policy left it, before anything of it is carried out. */
  readonly onPlan: (plan: ResourcePlan) => void;
  readonly onEvent: OnEvent;
  /** Keeps what is worth telling. Must not throw. */
  readonly record: (event: ResourceEvent) => Promise<void>;
}

/** What a pass has come to know and done so far: whatever ends it, this much is recorded. */
export interface Trace {
  observation?: Observation;
  /** As the kind planned it, before policy took anything out. */
  planned?: ResourcePlan;
  expectedCode?: string;
  memo?: Memo;
  readonly applied: Step[];
  /** In force when the pass began. */
  readonly suspended?: SuspendRequest;
  /** Token of the newest `reconcile` request when the pass began: later ones have not been answered by it. */
  readonly handledRequest?: string;
}
