import type { Declaration } from "../api/declaration.ts";
import type { Manifest } from "../api/manifest.ts";
import {
  type FunctionResource,
  type ResourceKey,
  resourceKey,
  type StreamResource,
  type SubscriptionResource,
} from "../api/resource.ts";
import { ofKind } from "./declarations.ts";
import type { Expansion } from "./expansion.ts";

/** Who publishes and who consumes what. */
export interface Links {
  readonly streams: readonly StreamResource[];
  /** By stream; only functions that say so. */
  readonly publishers: ReadonlyMap<ResourceKey, readonly FunctionResource[]>;
  /** By stream, trackers included. */
  readonly consumers: ReadonlyMap<ResourceKey, readonly SubscriptionResource[]>;
  /** First events of workflows. */
  readonly entries: ReadonlySet<ResourceKey>;
}

export function linksOf(
  expansion: Pick<Expansion, "resources" | "workflows">,
  manifests: readonly Declaration<Manifest>[],
): Links {
  const all = [...expansion.resources.values()];
  const consumers = new Map<ResourceKey, SubscriptionResource[]>();
  for (const each of all) {
    if (each.kind === "Subscription") listIn(consumers, each.spec.stream).push(each);
  }
  const entries = expansion.workflows.flatMap(({ environment, flow }) =>
    flow.slice(0, 1).map((event) => resourceKey(environment, "Stream", event)),
  );
  return {
    streams: all.filter((each) => each.kind === "Stream"),
    publishers: publishersOf(
      all.filter((each) => each.kind === "Function"),
      manifests,
    ),
    consumers,
    entries: new Set(entries),
  };
}

function publishersOf(
  functions: readonly FunctionResource[],
  manifests: readonly Declaration<Manifest>[],
): ReadonlyMap<ResourceKey, FunctionResource[]> {
  const bySource = new Map(functions.map((each) => [placeOf(each.source), each]));
  const publishers = new Map<ResourceKey, FunctionResource[]>();
  for (const declaration of ofKind(manifests, "Function")) {
    const resource = bySource.get(placeOf(declaration.at([])));
    for (const event of resource === undefined ? [] : (declaration.body.spec.publishes ?? [])) {
      if (resource !== undefined)
        listIn(publishers, resourceKey(resource.environment, "Stream", event)).push(resource);
    }
  }
  return publishers;
}

function placeOf({ file, line, column }: { file: string; line: number; column: number }): string {
  return `${file}:${line}:${column}`;
}

function listIn<Item>(lists: Map<ResourceKey, Item[]>, key: ResourceKey): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
