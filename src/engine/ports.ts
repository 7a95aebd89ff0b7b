import type { PrimitiveKind, Resource, ResourceKey } from "../api/resource.ts";
import type { Clock } from "../core/clock.ts";
import type { Kind, Target } from "../core/kind.ts";
import type { ProgressEvent } from "../core/progress.ts";

/** An account and region with the kinds that reach it. */
export interface BoundTarget {
  readonly target: Target;
  readonly kinds: Readonly<Record<PrimitiveKind, Kind>>;
}

/** What the engine needs of the rest of the program. */
export interface EnginePorts {
  readonly clock: Clock;
  /** Where the resources of an environment live. The same value for the same environment, always. */
  targetOf(environment: string): BoundTarget;
  /** As PlanContext's. Packages are measured before a run; nothing is built here. */
  codeSha256Of(key: ResourceKey): string | undefined;
}

/** Told of what happens, at once and in order. Must not throw. */
export type OnEvent = (event: ProgressEvent) => void;

/** A resource with what it takes to reach it. */
export interface Work {
  readonly resource: Resource;
  readonly kind: Kind;
  readonly target: Target;
}

export function toWork(resource: Resource, ports: EnginePorts): Work {
  const { target, kinds } = ports.targetOf(resource.environment);
  return { resource, kind: kinds[resource.kind], target };
}
