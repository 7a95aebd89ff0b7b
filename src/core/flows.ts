import type { Resource, ResourceKey } from "../api/resource.ts";
import { compareText } from "./canonical.ts";
import type { Dependency } from "./kind.ts";

/**
 * Which flow each resource belongs to, by a name that all of a flow share: resources are of one flow that depend on
 * each other, over however many others, or that have the same first owner. Roles connect nothing: one often serves
 * all flows.
 */
export function flowsOf(
  resources: Iterable<Resource>,
  dependenciesOf: (resource: Resource) => readonly Dependency[],
): (resource: Resource) => string {
  const byKey = new Map([...resources].map((resource) => [resource.key, resource]));
  const above = new Map<string, string>();

  const nameOf = (member: string): string => {
    let name = member;
    for (let next = above.get(name); next !== undefined; next = above.get(name)) name = next;
    if (name !== member) above.set(member, name);
    return name;
  };
  const join = (a: string, b: string): void => {
    const [first, second] = [nameOf(a), nameOf(b)].sort(compareText) as [string, string];
    if (first !== second) above.set(second, first);
  };
  for (const resource of byKey.values()) {
    for (const { key } of dependenciesOf(resource)) {
      const needed = byKey.get(key);
      if (needed !== undefined && needed.kind !== "Role") join(ownerOf(resource), ownerOf(needed));
    }
  }
  return (resource) => nameOf(ownerOf(resource));
}

function ownerOf({ owners, key }: { readonly owners: readonly string[]; readonly key: ResourceKey }): string {
  return owners[0] ?? key;
}
