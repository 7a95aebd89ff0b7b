import { stat } from "node:fs/promises";
import type { Hint } from "./hints.ts";
import { identityOf } from "./source-path.ts";
import type { Watchers, Watching } from "./watchers.ts";

/** A place to be told of. */
export interface WatchedPlace {
  readonly path: string;
  readonly scope: "folder" | "tree";
  /** What an event there is a reason for. */
  readonly hint: Hint;
}

/** Keeps watching exactly the places asked for last, whatever takes their place on disk. */
export interface WatchSet {
  /** @returns whether something is watched that was not before: it may have changed meanwhile */
  watch(places: readonly WatchedPlace[]): Promise<boolean>;
  /** Whether contents change somewhere unseen: watches have run out, or there is no inotify. */
  hasGaps(): boolean;
  close(): Promise<void>;
}

/** @param onHint told of events while the place is wanted */
export function createWatchSet(watchers: Watchers, onHint: (hint: Hint) => void): WatchSet {
  const armed = new Map<string, ArmedPlace>();
  const disarm = async (id: string) => {
    const gone = armed.get(id);
    armed.delete(id);
    await gone?.close();
  };
  return {
    async watch(places) {
      const wanted = new Map(places.map((place) => [JSON.stringify(place), place]));
      for (const id of [...armed.keys()].filter((each) => !wanted.has(each))) await disarm(id);
      let isNew = false;
      for (const [id, place] of wanted) {
        const identity = await identityAt(place.path);
        if (armed.get(id)?.covers(identity)) continue;
        await disarm(id);
        const fresh = arm({ place, identity, watchers, onHint });
        armed.set(id, fresh);
        isNew ||= !fresh.hasFailed();
      }
      return isNew;
    },
    hasGaps: () => [...armed.values()].some((place) => place.hint === "read" && place.hasFailed()),
    async close() {
      for (const id of [...armed.keys()]) await disarm(id);
    },
  };
}

interface ArmedPlace {
  readonly hint: Hint;
  /** Whether arming again would change nothing for the better. */
  covers(identity: string | undefined): boolean;
  hasFailed(): boolean;
  close(): Promise<void>;
}

interface Arming {
  readonly place: WatchedPlace;
  /** Of what is watched; undefined when nothing is there. */
  readonly identity: string | undefined;
  readonly watchers: Watchers;
  readonly onHint: (hint: Hint) => void;
}

/**
 * A watch that fails is given up whole, since others may need what it holds. A folder is tried again at every
 * look; a tree, which takes a watch per file, only when another folder takes its place.
 */
function arm({ place, identity, watchers, onHint }: Arming): ArmedPlace {
  const state: { hasFailed: boolean; isClosed: boolean; watching?: Watching } = {
    hasFailed: identity === undefined,
    isClosed: false,
  };
  const close = async () => {
    state.isClosed = true;
    await state.watching?.close();
  };
  const fail = () => {
    if (state.hasFailed) return;
    state.hasFailed = true;
    void close();
  };
  const onChange = () => {
    if (!state.isClosed) onHint(place.hint);
  };
  try {
    if (!state.hasFailed) state.watching = watchers[place.scope](place.path, { onChange, onFailure: fail });
  } catch {
    fail();
  }
  if (state.isClosed) void close();
  return {
    hint: place.hint,
    covers: (now) => now === identity && (!state.hasFailed || place.scope === "tree"),
    hasFailed: () => state.hasFailed,
    close,
  };
}

async function identityAt(path: string): Promise<string | undefined> {
  return await stat(path, { bigint: true }).then(identityOf, () => undefined);
}
