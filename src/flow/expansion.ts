import type { Environment, Workflow } from "../api/desired-set.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { Resource, ResourceKey } from "../api/resource.ts";

/** What declarations come to: a desired set before it has a revision. */
export interface Expansion {
  readonly environments: ReadonlyMap<string, Environment>;
  readonly resources: ReadonlyMap<ResourceKey, Resource>;
  readonly workflows: readonly Workflow[];
  readonly diagnostics: readonly Diagnostic[];
}
