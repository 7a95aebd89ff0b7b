import type { Outcome } from "../outcome.ts";
import type { Work } from "../ports.ts";

/** Waiting, while looking at it would only take calls from what is being made, and show nothing anybody waits for. */
export function defer({ resource, kind }: Work): Outcome | undefined {
  const next = kind.defer?.(resource);
  return next === undefined ? undefined : { ...next, kind: "waiting", reason: "written" };
}
