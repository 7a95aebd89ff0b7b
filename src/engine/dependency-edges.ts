import type { ResourceKey } from "../api/resource.ts";
import type { Dependency } from "../core/kind.ts";
import { type Availability, suffices } from "./availability.ts";

/** Who waits for whom. A waiting key is woken by the change it waits for; nobody polls. */
export class DependencyEdges {
  readonly #wake: (key: ResourceKey) => void;
  readonly #availability = new Map<ResourceKey, Availability>();
  /** Dependency → those waiting for it. */
  readonly #waiting = new Map<ResourceKey, Map<ResourceKey, Dependency["until"]>>();

  constructor(wake: (key: ResourceKey) => void) {
    this.#wake = wake;
  }

  /** The dependencies still missing; `key` will be woken at each of them that comes. */
  unmet(key: ResourceKey, dependencies: readonly Dependency[]): readonly ResourceKey[] {
    const missing = dependencies.filter(
      (dependency) => !suffices(this.#availability.get(dependency.key) ?? "absent", dependency.until),
    );
    for (const dependency of missing) {
      const waiting = this.#waiting.get(dependency.key) ?? new Map();
      this.#waiting.set(dependency.key, waiting.set(key, dependency.until));
    }
    return missing.map((dependency) => dependency.key);
  }

  /** Notes how far a resource is and wakes those who waited for that. */
  advance(key: ResourceKey, availability: Availability): void {
    this.#availability.set(key, availability);
    const waiting = this.#waiting.get(key);
    for (const [dependent, until] of waiting ?? []) {
      if (!suffices(availability, until)) continue;
      waiting?.delete(dependent);
      this.#wake(dependent);
    }
    if (waiting?.size === 0) this.#waiting.delete(key);
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
