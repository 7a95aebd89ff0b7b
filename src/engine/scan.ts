import type { ResourceKey } from "../api/resource.ts";

/** Keys of one scan that have not been looked at yet. */
export class Scan {
  readonly #pending: Set<ResourceKey>;
  readonly ended: Promise<void>;
  #end: () => void = () => undefined;

  constructor(keys: Iterable<ResourceKey>) {
    this.#pending = new Set(keys);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#check();
  }

  lookedAt(key: ResourceKey): void {
    this.#pending.delete(key);
    this.#check();
  }

  /** Nobody looks any more. */
  abandon(): void {
    this.#pending.clear();
    this.#check();
  }

  #check(): void {
    if (this.#pending.size === 0) this.#end();
  }
}
