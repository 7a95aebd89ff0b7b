import type { Resource, ResourceKey } from "../api/resource.ts";
import type { Refusal } from "./event-cycles.ts";

/** Functions whose log events are sent to themselves: each one they write makes the next. */
export function logLoops(resources: ReadonlyMap<ResourceKey, Resource>): Refusal[] {
  return [...resources.values()].flatMap((group): Refusal[] => {
    if (group.kind !== "LogGroup" || group.spec.ofFunction === undefined) return [];
    const owner = resources.get(group.spec.ofFunction);
    const target = /:function:([^:]+)/.exec(group.spec.destination?.arn ?? "")?.[1];
    if (owner === undefined || target !== owner.awsName) return [];
    const message = `the log events of function ${owner.name} would be sent to itself`;
    return [{ key: owner.key, diagnostic: { severity: "error", code: "LogLoop", message, ...owner.source } }];
  });
}
