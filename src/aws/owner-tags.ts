import type { Tags } from "../api/resource.ts";
import { createAgeingMap } from "../core/ageing-map.ts";
import type { Clock } from "../core/clock.ts";
import { type Unseen, unseen } from "../core/observation.ts";
import { ownershipOf } from "../core/ownership.ts";
import type { FleetSnapshot } from "./fleet/fleet-snapshot.ts";
import { isFinal } from "./fleet/shared-list.ts";

/** Something whose tags are wanted. */
export interface TagQuery {
  readonly arn: string;
  /**
   * What differs when it is deleted and made anew under its ARN, e.g. when it was made. Undefined: the list row
   * does not tell, so nothing is remembered for long.
   */
  readonly incarnation: string | undefined;
  readonly newerThan: number;
  /** `mappings`: remembered first, since they are never made anew under their ARN. */
  readonly index: "main" | "mappings";
  /** What must not be remembered: `index` doubts earlier reads, `service` reads them from the owner at once. */
  readonly anew?: "index" | "service";
  /** The service's own answer. */
  read(): Promise<Tags>;
}

export type TagsAnswer = { readonly kind: "known"; readonly tags: Tags } | Unseen;

/** The tags of resources, from the cheapest source that can be believed. */
export interface OwnerTags {
  /** @throws CallError of the direct read */
  find(query: TagQuery): Promise<TagsAnswer>;
  /** We just made it with these tags, or put these on it. */
  wrote(arn: string, tags: Tags): void;
  /** We took these off it. */
  tookOff(arn: string, names: readonly string[]): void;
  /** It is gone, or what is on it is in doubt. */
  forget(arn: string): void;
}

/** The tagging index may be this far behind a write: until then, what we wrote is believed. */
const indexLagMs = 120_000;
/** Tags may be this much older than the rest of an observation: waiting for a resource reads no tags. */
const toleranceMs = 50_000;
/** How long tags are remembered of what may be made anew without our noticing. */
const unsureMs = 600_000;

interface Remembered {
  readonly tags: Tags;
  readonly atMs: number;
  readonly byUs: boolean;
  /** Undefined: not seen yet since we made it. */
  incarnation: string | undefined;
}

/**
 * Sources in order:
 *
 * 1. what we wrote, while the tagging index may lag behind it;
 * 2. for mappings, what is remembered as ours;
 * 3. the tagging index (one list for all), for what is in it;
 * 4. what is remembered as ours, or was read since `newerThan`;
 * 5. the owner's direct read, which is then remembered.
 *
 * A query may ask for less memory (`anew`). An index that is denied, or does not know a type of resource, is done without; one that fails for the moment
 * leaves the tags unknown.
 */
export function createOwnerTags(deps: {
  readonly clock: Clock;
  readonly fleet: Pick<FleetSnapshot, "tagged">;
  readonly instance: string;
}): OwnerTags {
  const { clock, fleet, instance } = deps;
  const memory = createAgeingMap<Remembered>(clock);

  const recall = ({ arn, incarnation }: TagQuery): Remembered | undefined => {
    const found = memory.get(arn);
    if (found === undefined) return undefined;
    found.incarnation ??= incarnation;
    const isStale = incarnation === undefined && clock.now() - found.atMs > unsureMs;
    if (!isStale && found.incarnation === incarnation) return found;
    memory.delete(arn);
    return undefined;
  };
  const isOurs = (tags: Tags) => ownershipOf(tags, instance).kind === "ours";
  const isOfLate = (found: Remembered): boolean => found.byUs && clock.now() - found.atMs < indexLagMs;
  const believedFirst = (query: TagQuery, found: Remembered | undefined): boolean =>
    found !== undefined && (isOfLate(found) || (query.index === "mappings" && isOurs(found.tags)));

  const remember = ({ arn, incarnation }: TagQuery, tags: Tags, atMs: number): TagsAnswer => {
    memory.set(arn, { tags, atMs, byUs: false, incarnation });
    return known(tags);
  };
  /** What the index cannot know yet it does not overrule either. */
  const readAnew = async (query: TagQuery): Promise<TagsAnswer> => {
    const atMs = clock.now();
    const tags = await query.read();
    const before = memory.get(query.arn);
    if (before === undefined || !isOfLate(before)) return remember(query, tags, atMs);
    memory.set(query.arn, { ...before, tags });
    return known(tags);
  };
  const fromIndex = async (query: TagQuery): Promise<TagsAnswer | undefined> => {
    const indexed = await fleet.tagged[query.index].get(query.newerThan - toleranceMs);
    if (indexed.kind === "unknown") {
      return isFinal(indexed) ? undefined : unseen(indexed);
    }
    const tags = indexed.rows.get(query.arn);
    return tags && remember(query, tags, indexed.startedAtMs);
  };
  const fromMemory = (query: TagQuery, found: Remembered | undefined): TagsAnswer | undefined => {
    const isTrusted = query.anew === undefined && found !== undefined && isOurs(found.tags);
    const isGood = found !== undefined && (isTrusted || found.atMs >= query.newerThan);
    return isGood ? known(found.tags) : undefined;
  };

  return {
    async find(query) {
      if (query.anew === "service") return readAnew(query);
      const found = recall(query);
      if (found !== undefined && believedFirst(query, found)) return known(found.tags);
      return (await fromIndex(query)) ?? fromMemory(query, found) ?? (await readAnew(query));
    },
    wrote(arn, tags) {
      const before = memory.get(arn);
      const incarnation = before?.incarnation;
      memory.set(arn, { tags: { ...before?.tags, ...tags }, atMs: clock.now(), byUs: true, incarnation });
    },
    tookOff(arn, names) {
      const before = memory.get(arn);
      if (before === undefined) return;
      const kept = Object.entries(before.tags).filter(([name]) => !names.includes(name));
      memory.set(arn, { ...before, tags: Object.fromEntries(kept), atMs: clock.now(), byUs: true });
    },
    forget(arn) {
      memory.delete(arn);
    },
  };
}

function known(tags: Tags): TagsAnswer {
  return { kind: "known", tags };
}
