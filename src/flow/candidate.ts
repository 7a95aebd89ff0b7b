import type { PolicyManifest } from "../api/policy.ts";
import {
  type PrimitiveKind,
  type Resource,
  type ResourceKey,
  resourceKey,
  type SourceLocation,
} from "../api/resource.ts";
import { awsNameOf, type Scope } from "./scope.ts";

/** A resource somebody declared, before it is known whether it may stand. */
export interface Candidate {
  readonly resource: Resource;
  readonly needs: readonly Need[];
  /** Part of what several seed flow files share: differing declarations add up. */
  readonly unites: boolean;
}

/** A reference to another declaration. */
export interface Need {
  readonly key: ResourceKey;
  readonly kind: PrimitiveKind;
  readonly name: string;
  readonly at: SourceLocation;
}

/** Who declares a resource and where; shared by a declaration and what it brings along. */
export interface Origin {
  readonly scope: Scope;
  readonly owner: string;
  readonly source: SourceLocation;
  readonly labels: Readonly<Record<string, string>>;
  readonly policy: PolicyManifest | undefined;
}

/** Key, names and the rest of what every resource has. */
export function identity<Kind extends PrimitiveKind>(
  origin: Origin,
  kind: Kind,
  name: string,
  externalName?: string,
) {
  const { environment } = origin.scope.governed;
  return {
    key: resourceKey(environment.name, kind, name),
    environment: environment.name,
    kind,
    name,
    awsName: awsNameOf(environment.namePrefix, name, externalName),
    labels: origin.labels,
    owners: [origin.owner],
    source: origin.source,
  };
}

export function keyIn(origin: Origin, kind: PrimitiveKind, name: string): ResourceKey {
  return resourceKey(origin.scope.governed.environment.name, kind, name);
}

export function tagsIn(origin: Origin, declared: Readonly<Record<string, string>> | undefined) {
  return { ...origin.scope.governed.defaults.tags, ...declared };
}
