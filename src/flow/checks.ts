import type { Declaration } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { Manifest } from "../api/manifest.ts";
import type { FunctionResource, Resource, StreamResource, SubscriptionResource } from "../api/resource.ts";
import type { Expansion } from "./expansion.ts";
import { type Links, linksOf } from "./links.ts";

/**
 * What looks wrong with the whole, though each part is right.
 * @param found what is wrong with the parts: who publishes what is known only once they are right
 */
export function runChecks(
  expansion: Expansion,
  manifests: readonly Declaration<Manifest>[],
  found: readonly Diagnostic[],
): Diagnostic[] {
  const links = linksOf(expansion, manifests);
  const isWhole = found.every(({ severity }) => severity !== "error");
  return [
    ...(isWhole ? neverPublished(links) : []),
    ...tooManyConsumers(links),
    ...accountLimits([...expansion.resources.values()]),
  ];
}

/**
 * Events somebody waits for and nobody publishes, where functions do say what they publish. The first event
 * of a workflow comes from outside.
 */
function neverPublished(links: Links): Diagnostic[] {
  const telling = new Set([...links.publishers.values()].flat().map(({ environment }) => environment));
  return links.streams
    .filter((stream) => telling.has(stream.environment))
    .filter(({ key }) => !links.publishers.has(key) && !links.entries.has(key) && links.consumers.has(key))
    .map((stream) => ({
      severity: "warning",
      code: "NeverPublished",
      message: `event ${stream.name} has subscribers, but no function publishes it`,
      suggestion: `list it under publishes of the function that does, or first in a Workflow`,
      ...stream.source,
    }));
}

/** Every standard consumer polls each shard once a second, and a shard answers five polls a second. */
const sharedReads = 5;

function tooManyConsumers(links: Links): Diagnostic[] {
  return links.streams.flatMap((stream): Diagnostic[] => {
    const consumers = links.consumers.get(stream.key)?.length ?? 0;
    if (consumers <= sharedReads) return [];
    const message = `event ${stream.name} has ${consumers} consumers, trackers included; more than ${sharedReads} slow each other down`;
    return [{ severity: "warning", code: "TooManyConsumers", message, ...stream.source }];
  });
}

/** Default quotas of an account and region that a new declaration may run into. */
function accountLimits(resources: readonly Resource[]): Diagnostic[] {
  const onDemand = resources.filter(
    (each): each is StreamResource => each.kind === "Stream" && each.spec.capacity.mode === "onDemand",
  );
  const reserved = resources.filter(
    (each): each is FunctionResource =>
      each.kind === "Function" && each.spec.reservedConcurrency !== undefined,
  );
  const filtered = resources.filter(
    (each): each is SubscriptionResource => each.kind === "Subscription" && each.spec.filter.length > 5,
  );
  const concurrency = reserved.reduce((sum, { spec }) => sum + (spec.reservedConcurrency ?? 0), 0);
  return [
    ...limit(onDemand[50], `${onDemand.length} onDemand streams, and accounts have 50 by default`),
    ...limit(
      concurrency > 900 ? reserved.at(-1) : undefined,
      `${concurrency} of reserved concurrency, and 900 of an account's 1000 can be reserved`,
    ),
    ...filtered.flatMap((each) =>
      limit(each, `${each.spec.filter.length} filter patterns, and accounts have 5 by default`),
    ),
  ];
}

function limit(at: Resource | undefined, message: string): Diagnostic[] {
  return at === undefined ? [] : [{ severity: "warning", code: "AccountLimit", message, ...at.source }];
}
