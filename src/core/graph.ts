import type { PrimitiveKind, Resource, ResourceKey } from "../api/resource.ts";
import { compareText } from "./canonical.ts";
import { flowsOf } from "./flows.ts";
import type { Dependency } from "./kind.ts";

/** Which of two resources of one flow, neither needing the other, starts first: streams take longest. */
const startRank: Readonly<Record<PrimitiveKind, number>> = {
  Stream: 0,
  Role: 1,
  LogGroup: 2,
  Function: 3,
  Subscription: 4,
};

/** Resources that need each other; the first key of the path is repeated at its end. */
export class DependencyCycleError extends Error {
  readonly path: readonly ResourceKey[];

  constructor(path: readonly ResourceKey[]) {
    super(`resources depend on each other: ${path.join(" -> ")}`);
    this.name = "DependencyCycleError";
    this.path = path;
  }
}

/**
 * The resources, each after everything it depends on, and flow by flow, so that half a fleet is usable at half
 * time. Depends on the resources alone, not on their order.
 * A dependency that is not among the resources is passed over.
 * @throws DependencyCycleError naming the path
 */
export function dependencyOrder(
  resources: Iterable<Resource>,
  dependenciesOf: (resource: Resource) => readonly Dependency[],
): readonly Resource[] {
  const all = [...resources];
  const byFlow = orderBy(flowsOf(all, dependenciesOf));
  const sorted = all.sort(byFlow);
  const byKey = new Map(sorted.map((resource) => [resource.key, resource]));
  const placed = new Map<ResourceKey, Resource>();

  const place = (resource: Resource, path: readonly ResourceKey[]): void => {
    if (placed.has(resource.key)) return;
    const seenAt = path.indexOf(resource.key);
    if (seenAt >= 0) throw new DependencyCycleError([...path.slice(seenAt), resource.key]);
    const needs = dependenciesOf(resource).flatMap(({ key }) => byKey.get(key) ?? []);
    for (const needed of needs.sort(byFlow)) place(needed, [...path, resource.key]);
    placed.set(resource.key, resource);
  };
  for (const resource of sorted) place(resource, []);
  return [...placed.values()];
}

function orderBy(flowOf: (resource: Resource) => string) {
  return (a: Resource, b: Resource): number =>
    compareText(flowOf(a), flowOf(b)) || startRank[a.kind] - startRank[b.kind] || compareText(a.key, b.key);
}
