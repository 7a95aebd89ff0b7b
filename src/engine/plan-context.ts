import type { Resource, ResourceKey } from "../api/resource.ts";
import type { PlanContext, Target } from "../core/kind.ts";
import { type EnginePorts, toWork } from "./ports.ts";

export interface PlanContextSources {
  readonly ports: EnginePorts;
  readonly resources: ReadonlyMap<ResourceKey, Resource>;
  /** The observed ARN, if there is one. */
  arnOf(key: ResourceKey): string | undefined;
  /** CodeSha256 of what should be deployed. */
  readonly expectedCode: string | undefined;
}

export function planContext(target: Target, sources: PlanContextSources): PlanContext {
  return {
    target,
    arnOf: (key) => sources.arnOf(key) ?? predictedArn(sources, key),
    codeSha256Of: () => sources.expectedCode,
  };
}

/** @throws Error for a key that is neither declared nor known: validation lets none through */
function predictedArn({ ports, resources }: PlanContextSources, key: ResourceKey): string {
  const resource = resources.get(key);
  if (resource === undefined) throw new Error(`no resource ${key} to refer to`);
  const { kind, target } = toWork(resource, ports);
  return kind.predictArn(resource, target);
}
