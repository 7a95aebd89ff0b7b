import type { Work } from "./ports.ts";

/** The pool whose slots a resource needs to be created; undefined: creating it is not limited. */
export function poolOf({ resource, target }: Work): string | undefined {
  return resource.kind === "Stream" ? `${target.accountId}/${target.region}` : undefined;
}
