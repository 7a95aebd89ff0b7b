import type { DesiredSet } from "../api/desired-set.ts";
import type { Resource, ResourceKey } from "../api/resource.ts";
import { dependencyOrder } from "../core/graph.ts";
import type { Dependency } from "../core/kind.ts";
import { sameDeclaration } from "./status/spec-hash.ts";

/** What one revision changed. */
export interface DesiredChange {
  /** New, or wanted otherwise than before. */
  readonly changed: readonly ResourceKey[];
  /** Declared before, and no more. */
  readonly vanished: readonly ResourceKey[];
}

/** What is wanted now: the newest revision, and in which order it is started. */
export class Desired {
  readonly #dependenciesOf: (resource: Resource) => readonly Dependency[];
  #resources: ReadonlyMap<ResourceKey, Resource> = new Map();
  #ranks: ReadonlyMap<ResourceKey, number> = new Map();
  #revision = "";

  constructor(dependenciesOf: (resource: Resource) => readonly Dependency[]) {
    this.#dependenciesOf = dependenciesOf;
  }

  /** @throws DependencyCycleError, and what was wanted before stays */
  replace(set: Pick<DesiredSet, "resources" | "revision">): DesiredChange {
    const order = dependencyOrder(set.resources.values(), this.#dependenciesOf);
    const before = this.#resources;
    this.#resources = set.resources;
    this.#revision = set.revision;
    this.#ranks = new Map(order.map(({ key }, rank) => [key, rank]));
    const isChanged = (resource: Resource) => {
      const old = before.get(resource.key);
      return old === undefined || !sameDeclaration(old, resource);
    };
    return {
      changed: order.filter(isChanged).map(({ key }) => key),
      vanished: [...before.keys()].filter((key) => !set.resources.has(key)),
    };
  }

  get revision(): string {
    return this.#revision;
  }

  get resources(): ReadonlyMap<ResourceKey, Resource> {
    return this.#resources;
  }

  /** In the order they are started. */
  get keys(): readonly ResourceKey[] {
    return [...this.#ranks.keys()];
  }

  /** Who comes first; smaller is sooner. What is not wanted comes last. */
  rankOf(key: ResourceKey): number {
    return this.#ranks.get(key) ?? this.#ranks.size;
  }
}
