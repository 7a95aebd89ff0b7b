import type { ResourceKey } from "../api/resource.ts";
import type { Freshness, Memo } from "../core/kind.ts";

/** What passes leave for later passes. Only a hint: all of it is observed again after a restart. */
export class PassMemory {
  readonly #startedAtMs: number;
  readonly #newerThanMs = new Map<ResourceKey, number>();
  readonly #memos = new Map<ResourceKey, Memo>();
  readonly #arns = new Map<ResourceKey, string>();

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  freshness(key: ResourceKey): Freshness {
    const memo = this.#memos.get(key);
    const newerThan = this.#newerThanMs.get(key) ?? this.#startedAtMs;
    return memo === undefined ? { newerThan } : { newerThan, memo };
  }

  /**
   * What was read or done at `atMs` is out of date: only a list begun later will do. Later by a whole
   * millisecond, because a list begun in the same one may have been answered before.
   */
  outdate(key: ResourceKey, atMs: number): void {
    this.#newerThanMs.set(key, atMs + 1);
  }

  keepMemo(key: ResourceKey, memo: Memo | undefined): void {
    if (memo !== undefined) this.#memos.set(key, memo);
  }

  keepArn(key: ResourceKey, arn: string): void {
    this.#arns.set(key, arn);
  }

  arnOf(key: ResourceKey): string | undefined {
    return this.#arns.get(key);
  }
}
