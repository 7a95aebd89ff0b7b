import type { Clock } from "./clock.ts";

/** A map that forgets what nobody asked for in a while: what it is keyed by comes and goes for years. */
export interface AgeingMap<Value> {
  /** Counts as use. */
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** Longer than anybody rests between two looks at everything, in milliseconds. */
const spanMs = 48 * 3_600_000;

/** @returns one whose entries live for two days after their last use, and for four at most */
export function createAgeingMap<Value>(clock: Pick<Clock, "now">): AgeingMap<Value> {
  let recent = new Map<string, Value>();
  let older = new Map<string, Value>();
  let sinceMs = clock.now();
  const age = () => {
    if (clock.now() - sinceMs < spanMs) return;
    older = recent;
    recent = new Map();
    sinceMs = clock.now();
  };
  return {
    get(key) {
      age();
      const value = recent.get(key) ?? older.get(key);
      if (value !== undefined) recent.set(key, value);
      return value;
    },
    set(key, value) {
      age();
      recent.set(key, value);
    },
    delete(key) {
      recent.delete(key);
      older.delete(key);
    },
  };
}
