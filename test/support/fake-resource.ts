import type { DesiredSet } from "../../src/api/desired-set.ts";
import type { PrimitiveKind, Resource } from "../../src/api/resource.ts";
import { makeFunction, makeLogGroup, makeRole, makeStream, makeSubscription } from "./made-resources.ts";

const makers = {
  Role: makeRole,
  LogGroup: makeLogGroup,
  Stream: makeStream,
  Function: makeFunction,
  Subscription: makeSubscription,
} as const;

/** A resource of the default environment, for tests in which its spec means nothing. */
export function fakeResource(
  kind: PrimitiveKind,
  name: string,
  also: { readonly owner?: string; readonly suspend?: boolean } = {},
): Resource {
  const made = makers[kind]({ name, policy: { suspend: also.suspend ?? false } });
  return { ...made, owners: [also.owner ?? "flow.yaml"] };
}

/** What a revision without errors asks for. */
export function fakeSet(resources: readonly Resource[], also: Partial<DesiredSet> = {}): DesiredSet {
  return {
    revision: "r1",
    environments: new Map(),
    resources: new Map(resources.map((resource) => [resource.key, resource])),
    workflows: [],
    diagnostics: [],
    ...also,
  };
}
