import type { ResourceKey } from "../../api/resource.ts";

/** `Kind/name`, as commands take it; with the environment in front when it is not the default one. */
export function resourceLabel(key: ResourceKey): string {
  return key.startsWith("default/") ? key.slice("default/".length) : key;
}

/** `1 call`, `2 calls` */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
