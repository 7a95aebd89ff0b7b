import type { ResourceKey } from "../api/resource.ts";
import type { Freshness, Memo } from "../core/kind.ts";

/** What passes leave for later passes. Only a hint: all of it is observed again after a restart. */
export class PassMemory {
  #scanStartedAtMs: number;
  readonly #deep = new Set<ResourceKey>();
  readonly #newerThanMs = new Map<ResourceKey, number>();
  readonly #memos = new Map<ResourceKey, Memo>();
  readonly #arns = new Map<ResourceKey, string>();
  readonly #unknown = new Map<ResourceKey, { readonly reason: string; readonly looks: number }>();

  constructor(startedAtMs: number) {
    this.#scanStartedAtMs = startedAtMs;
  }

  /** Whatever was read before is too old from now on; `deep` is read whole, once. */
  beginScan(atMs: number, deep: ReadonlySet<ResourceKey>): void {
    this.#scanStartedAtMs = atMs;
    for (const key of deep) this.#deep.add(key);
  }

  /** @param fields optional fields that were declared when last applied */
  freshness(key: ResourceKey, fields: readonly string[] = []): Freshness {
    const memo = this.#memos.get(key);
    return {
      newerThan: Math.max(this.#scanStartedAtMs, this.#newerThanMs.get(key) ?? 0),
      ...(this.#deep.has(key) && { deep: true }),
      ...(fields.length > 0 && { fields }),
      ...(memo !== undefined && { memo }),
    };
  }

  /** Somebody asks for it: the next look reads everything anew. */
  readWhole(key: ResourceKey, atMs: number): void {
    this.outdate(key, atMs);
    this.#deep.add(key);
  }

  /** A deep read succeeded: the next is due with the next rotation. */
  readDeeply(key: ResourceKey): void {
    this.#deep.delete(key);
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

  /** @param reason why the last look at the key could not tell what there is; undefined: it could */
  noteUnknown(key: ResourceKey, reason: string | undefined): void {
    if (reason === undefined) this.#unknown.delete(key);
    else this.#unknown.set(key, { reason, looks: (this.#unknown.get(key)?.looks ?? 0) + 1 });
  }

  /**
   * Why it is not known what there is; undefined: all of it was seen.
   * @param declared nobody looks at the others any more, so what was not known of them stays so
   */
  unknownAmong(declared: Pick<ReadonlySet<ResourceKey>, "has">): string | undefined {
    for (const [key, { reason }] of this.#unknown) if (declared.has(key)) return reason;
    return undefined;
  }

  /** Looks in a row that could not tell what there is of the key. */
  unknownLooks(key: ResourceKey): number {
    return this.#unknown.get(key)?.looks ?? 0;
  }

  /** The key is gone for good. */
  forget(key: ResourceKey): void {
    this.#newerThanMs.delete(key);
    this.#memos.delete(key);
    this.#arns.delete(key);
    this.#unknown.delete(key);
    this.#deep.delete(key);
  }
}
