import type { Diagnostic } from "../api/diagnostic.ts";
import type { FunctionResource, ResourceKey } from "../api/resource.ts";
import type { Links } from "./links.ts";

/** On a function that ends its loop by itself. */
const allowLabel = "xflow.dev/allow-cycle";

/**
 * Events that lead back to themselves: an endless loop, unless one of the functions stops it and says so with
 * the label. Each loop is reported once, at the function that closes it.
 */
export function eventCycles(links: Links): Diagnostic[] {
  const next = successors(links);
  const done = new Set<ResourceKey>();
  const found: Diagnostic[] = [];
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
  readonly found: Diagnostic[];
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

function cycle(streams: readonly ResourceKey[], { source }: FunctionResource): Diagnostic {
  const events = streams.map((key) => key.slice(key.lastIndexOf("/") + 1)).join(" → ");
  return {
    severity: "error",
    code: "EventCycle",
    message: `events lead back to themselves: ${events}`,
    suggestion: `if the function ends the loop, label it ${allowLabel}: "true"`,
    ...source,
  };
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
