import type { ResourceRow } from "../core/resource-row.ts";
import type { Work } from "./ports.ts";

/** The pool whose slots a resource needs to be created; undefined: creating it is not limited. */
export function poolOf({ resource, target }: Work): string | undefined {
  return resource.kind === "Stream" ? `${target.accountId}/${target.region}` : undefined;
}

/** The same of what is to be deleted: AWS counts both together. */
export function poolOfRow({ kind, place }: Pick<ResourceRow, "kind" | "place">): string | undefined {
  return kind === "Stream" ? `${place.accountId}/${place.region}` : undefined;
}
