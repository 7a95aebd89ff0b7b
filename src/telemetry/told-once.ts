import type { ResourceKey } from "../api/resource.ts";

/** What has been said of resources, so that the same is not said at every scan. */
export interface ToldOnce {
  /** Whether this was not said yet of this generation; from now on it was. */
  isNew(key: ResourceKey, generation: number | undefined, said: Said): boolean;
  /** The resource works: its next failure is news again. Warnings stand beside success. */
  recovered(key: ResourceKey): void;
  /** The resource is gone. */
  forget(key: ResourceKey): void;
}

export interface Said {
  readonly about: "failure" | "warning";
  readonly text: string;
}

interface Spoken {
  readonly generation: number | undefined;
  readonly failure: Set<string>;
  readonly warning: Set<string>;
}

/** Texts that differ each time would otherwise be told, and kept, without end. */
const maxTexts = 20;
/** Keys come and go for years; of whom nothing was said for longest may be told of again. */
const maxKeys = 20_000;

export function createToldOnce(): ToldOnce {
  const spoken = new Map<ResourceKey, Spoken>();

  const ofGeneration = (key: ResourceKey, generation: number | undefined): Spoken => {
    const before = spoken.get(key);
    if (before !== undefined && before.generation === generation) return before;
    const next: Spoken = { generation, failure: new Set(), warning: new Set() };
    spoken.delete(key);
    spoken.set(key, next);
    const [first] = spoken.size > maxKeys ? spoken.keys() : [];
    if (first !== undefined) spoken.delete(first);
    return next;
  };

  return {
    isNew: (key, generation, { about, text }) => {
      const said = ofGeneration(key, generation)[about];
      if (said.has(text) || said.size >= maxTexts) return false;
      said.add(text);
      return true;
    },
    recovered: (key) => spoken.get(key)?.failure.clear(),
    forget: (key) => {
      spoken.delete(key);
    },
  };
}
