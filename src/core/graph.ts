import type { PrimitiveKind, Resource, ResourceKey } from "../api/resource.ts";
import { compareText } from "./canonical.ts";
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
 * The resources, each after everything it depends on, and flow by flow: what has the same first owner stays
 * together, so that half a fleet is usable at half time. Depends on the resources alone, not on their order.
 * A dependency that is not among the resources is passed over.
 * @throws DependencyCycleError naming the path
 */
export function dependencyOrder(
  resources: Iterable<Resource>,
  dependenciesOf: (resource: Resource) => readonly Dependency[],
): readonly Resource[] {
  const sorted = [...resources].sort(byFlow);
  const byKey = new Map(sorted.map((resource) => [resource.key, resource]));
  const placed = new Map<ResourceKey, Resource>();

  const place = (resource: Resource, path: readonly ResourceKey[]): void => {
    if (placed.has(resource.key)) return;
    const seenAt = path.indexOf(resource.key);
    if (seenAt >= 0) throw new DependencyCycleError([...path.slice(seenAt), resource.key]);
    for (const needed of neededBy(resource, dependenciesOf, byKey)) place(needed, [...path, resource.key]);
    placed.set(resource.key, resource);
  };
  for (const resource of sorted) place(resource, []);
  return [...placed.values()];
}

function neededBy(
  resource: Resource,
  dependenciesOf: (resource: Resource) => readonly Dependency[],
  byKey: ReadonlyMap<ResourceKey, Resource>,
): readonly Resource[] {
  return dependenciesOf(resource)
    .flatMap((dependency) => byKey.get(dependency.key) ?? [])
    .sort(byFlow);
}

function byFlow(a: Resource, b: Resource): number {
  return (
    compareText(a.owners[0] ?? "", b.owners[0] ?? "") ||
    startRank[a.kind] - startRank[b.kind] ||
    compareText(a.key, b.key)
  );
}
