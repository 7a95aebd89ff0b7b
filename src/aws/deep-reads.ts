import { createAgeingMap } from "../core/ageing-map.ts";
import type { Clock } from "../core/clock.ts";

/**
 * What bulk lists leave out, read one resource at a time and remembered until the list row gives reason to doubt
 * it, or we write.
 */
export interface DeepReads<Facts> {
  /** What is remembered for the row's present token. */
  recall(arn: string, token: string): Facts | undefined;
  /** What was remembered last, whether or not it still holds. */
  last(arn: string): Facts | undefined;
  /** Whether we wrote, and the resource was not seen settled since. */
  isSettling(arn: string): boolean;
  /** @param token undefined: that of the first row seen, for what we just made */
  keep(arn: string, facts: Facts, token?: string): void;
  forget(arn: string): void;
  /** We are about to write: what is remembered is in doubt. */
  wrote(arn: string): void;
  settled(arn: string): void;
}

export function createDeepReads<Facts>(clock: Pick<Clock, "now">): DeepReads<Facts> {
  const memory = createAgeingMap<{
    readonly facts: Facts;
    token: string | undefined;
    isDoubted: boolean;
  }>(clock);
  const settling = createAgeingMap<true>(clock);
  return {
    recall(arn, token) {
      const found = memory.get(arn);
      if (found === undefined) return undefined;
      found.token ??= token;
      found.isDoubted ||= found.token !== token;
      return found.isDoubted ? undefined : found.facts;
    },
    last: (arn) => memory.get(arn)?.facts,
    keep(arn, facts, token) {
      memory.set(arn, { facts, token, isDoubted: false });
    },
    forget(arn) {
      memory.delete(arn);
    },
    isSettling: (arn) => settling.get(arn) === true,
    wrote(arn) {
      const found = memory.get(arn);
      if (found !== undefined) found.isDoubted = true;
      settling.set(arn, true);
    },
    settled(arn) {
      settling.delete(arn);
    },
  };
}
