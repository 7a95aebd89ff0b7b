import type { ResourceKey } from "../api/resource.ts";
import type { Dependency } from "../core/kind.ts";
import { type Availability, suffices } from "./availability.ts";

interface Wait {
  readonly until: Dependency["until"];
  /** AWS says it is not there, against what was seen: it has to be seen missing before it can come. */
  isDoubt: boolean;
}

/** Who waits for whom. A waiting key is woken by the change it waits for; nobody polls. */
export class DependencyEdges {
  readonly #wake: (key: ResourceKey) => void;
  readonly #availability = new Map<ResourceKey, Availability>();
  /** Dependency → those waiting for it. */
  readonly #waiting = new Map<ResourceKey, Map<ResourceKey, Wait>>();

  constructor(wake: (key: ResourceKey) => void) {
    this.#wake = wake;
  }

  /** The dependencies still missing; `key` will be woken at each of them that comes. */
  unmet(key: ResourceKey, dependencies: readonly Dependency[]): readonly ResourceKey[] {
    const missing = dependencies.filter(
      (dependency) => !suffices(this.#availability.get(dependency.key) ?? "absent", dependency.until),
    );
    for (const dependency of missing) {
      this.#wait(key, dependency, false);
    }
    return missing.map((dependency) => dependency.key);
  }

  /** AWS does not know one of these, though they were seen: `key` will be woken when one is gone and comes back. */
  doubt(key: ResourceKey, dependencies: readonly Dependency[]): void {
    for (const dependency of dependencies) this.#wait(key, dependency, true);
  }

  /** Notes how far a resource is and wakes those who waited for that. */
  advance(key: ResourceKey, availability: Availability): void {
    this.#availability.set(key, availability);
    const waiting = this.#waiting.get(key);
    for (const [dependent, wait] of waiting ?? []) {
      if (!suffices(availability, wait.until)) wait.isDoubt = false;
      if (wait.isDoubt || !suffices(availability, wait.until)) continue;
      waiting?.delete(dependent);
      this.#wake(dependent);
    }
    if (waiting?.size === 0) this.#waiting.delete(key);
  }

  #wait(key: ResourceKey, { key: on, until }: Dependency, isDoubt: boolean): void {
    const waiting = this.#waiting.get(on) ?? new Map<ResourceKey, Wait>();
    this.#waiting.set(on, waiting.set(key, { until, isDoubt }));
  }

  /** The key is wanted no more, and waits for nothing. */
  leave(key: ResourceKey): void {
    for (const [dependency, waiting] of this.#waiting) {
      waiting.delete(key);
      if (waiting.size === 0) this.#waiting.delete(dependency);
    }
  }

  /** The key is gone for good. */
  forget(key: ResourceKey): void {
    this.#availability.delete(key);
  }
}
