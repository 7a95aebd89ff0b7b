import type { Resource } from "../../src/api/resource.ts";
import type { AwsAccess } from "../../src/aws/access.ts";
import type { Ownership } from "../../src/core/observation.ts";
import { createKinds } from "../../src/kinds/registry.ts";
import { byKey, makeOfEach, testTarget } from "./made-resources.ts";

/** Any use of AWS is a defect of the test: planning reads nothing. */
const noAccess = {
  target: testTarget,
  deepReads: () => undefined,
  clock: { now: () => 0 },
} as unknown as AwsAccess;

/** The registry's kinds, for planning only. */
export function planningKinds(resources: readonly Resource[] = makeOfEach()) {
  const build = () => Promise.reject(new Error("nothing is built while planning"));
  return createKinds(noAccess, { artifacts: { build }, resources: byKey(resources) });
}

export function ownershipBy(kind: "ours" | "unowned" | "foreign", resource: Resource): Ownership {
  if (kind === "ours") return { kind, resource: resource.key };
  return kind === "unowned" ? { kind } : { kind, owner: "somebody" };
}
