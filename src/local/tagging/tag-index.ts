import type { Clock } from "../clock.ts";
import type { TaggedResource } from "../once-tagged.ts";
import type { Operation, Service, TagSource } from "../service.ts";

/** What the tagging API knows of resources, which may be less than there is to know. */
export interface TagIndex {
  /** The region's resources and tags, as they were up to `delayMs` ago: some may be gone, others not here yet. */
  resourcesIn(region: string): readonly TaggedResource[];
  /** The service, watched: its calls that may change tags are what the index learns from. */
  watch(service: Service): Service;
  /** Cancels what is due. */
  stop(): void;
}

export interface TagIndexDeps {
  readonly sources: readonly TagSource[];
  readonly clock: Clock;
  /** Clock milliseconds, 0 or more; 0 is always up to date. */
  readonly delayMs: number;
}

/** Calls that make, end or tag something. */
const CHANGES_TAGS = /^(?:Create|Delete|Tag|Untag|AddTags|RemoveTags)/;

/**
 * An index that is late: it is read again `delayMs` after the first change that it has not seen, as often as
 * needed, and never without need.
 */
export function createTagIndex({ sources, clock, delayMs }: TagIndexDeps): TagIndex {
  const known = new Map<string, readonly TaggedResource[]>();
  const due = new Map<string, () => void>();
  const read = (region: string) => sources.flatMap((source) => [...source.tagged(region)]);

  const refresh = (region: string) => {
    due.delete(region);
    known.set(region, read(region));
  };
  const readLater = (region: string) => {
    if (due.has(region)) return;
    due.set(
      region,
      clock.after(delayMs, () => refresh(region)),
    );
  };
  const lately = (region: string) => {
    const rows = known.get(region) ?? read(region);
    known.set(region, rows);
    return rows;
  };

  const watched = (run: Operation): Operation => {
    return async (call) => {
      lately(call.region);
      try {
        return await run(call);
      } finally {
        readLater(call.region);
      }
    };
  };
  return {
    resourcesIn: (region) => {
      if (delayMs === 0) return read(region);
      readLater(region);
      return lately(region);
    },
    watch: (service) => (delayMs === 0 ? service : withOperations(service, watched)),
    stop: () => {
      for (const cancel of due.values()) cancel();
      due.clear();
    },
  };
}

function withOperations(service: Service, change: (run: Operation) => Operation): Service {
  const changed = (operation: string, run: Operation) => (CHANGES_TAGS.test(operation) ? change(run) : run);
  switch (service.protocol) {
    case "json": {
      const operations = Object.entries(service.operations);
      return {
        ...service,
        operations: Object.fromEntries(operations.map(([name, run]) => [name, changed(name, run)])),
      };
    }
    case "rest-json":
      return {
        ...service,
        routes: service.routes.map((route) => ({ ...route, run: changed(route.operation, route.run) })),
      };
    case "query":
    case "raw":
      return service;
  }
}
