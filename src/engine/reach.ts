import type { Resource, ResourceKey } from "../api/resource.ts";
import type { BoundTarget, EnginePorts } from "./ports.ts";

type Targeting = Pick<EnginePorts, "targetOf">;

/** Where an environment's resources live; undefined while that cannot be reached. */
export function targetOrNone(ports: Targeting, environment: string): BoundTarget | undefined {
  try {
    return ports.targetOf(environment);
  } catch {
    return undefined;
  }
}

/** Those of the resources that can be worked on now. */
export function reachable(resources: Iterable<Resource>, ports: Targeting): readonly Resource[] {
  return [...resources].filter(({ environment }) => targetOrNone(ports, environment) !== undefined);
}

/** Every place where any of the resources lives, each once. */
export function placesOf(resources: Iterable<Resource>, ports: Targeting): readonly BoundTarget[] {
  const environments = new Set([...resources].map(({ environment }) => environment));
  return [...new Set([...environments].flatMap((name) => targetOrNone(ports, name) ?? []))];
}

/** Those of which a scan's lists leave something out. */
export function keysWithDepths(resources: Iterable<Resource>, ports: Targeting): readonly ResourceKey[] {
  return [...resources]
    .filter((resource) => targetOrNone(ports, resource.environment)?.kinds[resource.kind].hasDepths(resource))
    .map(({ key }) => key);
}
