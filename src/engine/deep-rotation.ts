import type { ResourceKey } from "../api/resource.ts";

/**
 * A full rotation takes this many scans of a large fleet: eight hours at one scan a minute. It keeps a scan of a
 * hundred flows at five calls above its bulk lists.
 */
const scansPerRotation = 480;
/** A small fleet is read through sooner. */
const leastPerScan = 4;

/** Which resources are read deeply in which scan: each in turn, the one longest ago first. */
export class DeepRotation {
  #waiting: ResourceKey[] = [];

  /** @param keys all that have something deep to read */
  next(keys: readonly ResourceKey[]): ReadonlySet<ResourceKey> {
    const wanted = new Set(keys);
    const kept = this.#waiting.filter((key) => wanted.has(key));
    const known = new Set(kept);
    this.#waiting = [...kept, ...keys.filter((key) => !known.has(key))];
    const count = Math.max(leastPerScan, Math.ceil(keys.length / scansPerRotation));
    const chosen = this.#waiting.splice(0, count);
    this.#waiting.push(...chosen);
    return new Set(chosen);
  }
}
