import type { Resource, ResourceKey } from "../api/resource.ts";
import type { ResourcePlan } from "../core/plan.ts";
import type { DependencyEdges } from "./dependency-edges.ts";
import type { PassMemory } from "./pass-memory.ts";
import type { EnginePorts, OnEvent } from "./ports.ts";
import type { StreamSlots } from "./stream-slots.ts";

/** What the phases of a pass share. */
export interface PassDeps {
  readonly ports: EnginePorts;
  readonly resources: ReadonlyMap<ResourceKey, Resource>;
  readonly edges: DependencyEdges;
  readonly slots: StreamSlots;
  readonly memory: PassMemory;
  /** Every plan, as policy left it, before anything of it is carried out. */
  readonly onPlan: (plan: ResourcePlan) => void;
  readonly onEvent: OnEvent;
}
