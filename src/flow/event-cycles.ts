import type { Diagnostic } from "../api/diagnostic.ts";
import type { FunctionResource, ResourceKey } from "../api/resource.ts";
import type { Links } from "./links.ts";

/** A resource that must not be, and why. */
export interface Refusal {
  readonly key: ResourceKey;
  readonly diagnostic: Diagnostic;
}

/** On a function that ends its loop by itself. */
const allowLabel = "xflow.dev/allow-cycle";

/**
 * Events that lead back to themselves: an endless loop, unless one of the functions stops it and says so with
 * the label. Each loop is reported once, at the function that closes it.
 */
export function eventCycles(links: Links): Refusal[] {
  const next = successors(links);
  const done = new Set<ResourceKey>();
  const found: Refusal[] = [];
  for (const { key } of links.streams) visit(key, [], { next, done, found });
  return found;
}

interface Edge {
  readonly to: ResourceKey;
  readonly by: FunctionResource;
}

interface Search {
  readonly next: ReadonlyMap<ResourceKey, readonly Edge[]>;
  readonly done: Set<ResourceKey>;
  readonly found: Refusal[];
}

function visit(stream: ResourceKey, trail: readonly ResourceKey[], search: Search): void {
  if (search.done.has(stream)) return;
  const here = [...trail, stream];
  for (const { to, by } of search.next.get(stream) ?? []) {
    const start = here.indexOf(to);
    if (start >= 0) search.found.push(cycle([...here.slice(start), to], by));
    else visit(to, here, search);
  }
  search.done.add(stream);
}

function cycle(streams: readonly ResourceKey[], { key, source }: FunctionResource): Refusal {
  const events = streams.map((key) => key.slice(key.lastIndexOf("/") + 1)).join(" → ");
  const message = `events lead back to themselves: ${events}`;
  const suggestion = `if the function ends the loop, label it ${allowLabel}: "true"`;
  return { key, diagnostic: { severity: "error", code: "EventCycle", message, suggestion, ...source } };
}

/** From each event to those its subscribers publish. */
function successors(links: Links): ReadonlyMap<ResourceKey, readonly Edge[]> {
  const published = new Map<ResourceKey, Edge[]>();
  for (const [stream, functions] of links.publishers) {
    for (const by of functions) published.set(by.key, [...(published.get(by.key) ?? []), { to: stream, by }]);
  }
  const next = new Map<ResourceKey, Edge[]>();
  for (const [stream, subscriptions] of links.consumers) {
    const edges = subscriptions.flatMap(({ spec }) => published.get(spec.function) ?? []);
    next.set(
      stream,
      edges.filter(({ by }) => by.labels[allowLabel] !== "true"),
    );
  }
  return next;
}
