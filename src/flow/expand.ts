import type { Declaration } from "../api/declaration.ts";
import type { Environment, Workflow } from "../api/desired-set.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { Manifest, ManifestKind } from "../api/manifest.ts";
import { primitiveKinds, type Resource, type ResourceKey, resourceKey } from "../api/resource.ts";
import { checkAwsNames } from "./aws-names.ts";
import type { Candidate, Origin } from "./candidate.ts";
import { declarationProblems } from "./declaration-problems.ts";
import { ofKind } from "./declarations.ts";
import { type Environments, type Governed, resolveEnvironments } from "./environments.ts";
import { eventCycles, type Refusal } from "./event-cycles.ts";
import { expandFunction } from "./expand-function.ts";
import type { ExpandInput } from "./expand-input.ts";
import { expandLogGroup, expandRole, expandStream, expandSubscription } from "./expand-plain.ts";
import { expandWorkflow, trackerName, type WorkflowExpansion } from "./expand-workflow.ts";
import type { Expansion } from "./expansion.ts";
import { heldBy } from "./held.ts";
import { linksOf } from "./links.ts";
import { logLoops } from "./log-loops.ts";
import { mergeCandidates } from "./merge.ts";
import { type Beside, resolveReferences } from "./references.ts";
import { type Scope, scopeOf } from "./scope.ts";

/** Declarations → primitive resources, environments applied, defaults filled. Pure. */
export function expand(input: ExpandInput): Expansion {
  const brokenEnvironments = input.broken
    .filter(({ kind }) => kind === "Environment")
    .map(({ file }) => file);
  const environments = resolveEnvironments(
    ofKind(input.manifests, "Environment"),
    brokenEnvironments,
    input.seedRegions,
  );
  const scopes = scopesOf(input.manifests, environments);
  const workflows: WorkflowExpansion[] = [];
  const refused: Diagnostic[] = [];
  const candidates = input.manifests.flatMap((declaration) => {
    const governed = environments.governing(declaration.file);
    const scope = governed === undefined ? undefined : scopes.get(governed.environment.name);
    if (scope === undefined) return [];
    const problems = declarationProblems(declaration, scope.governed, input.nowMs);
    refused.push(...problems);
    if (problems.some(({ severity }) => severity === "error")) return [];
    return expandDeclaration(input, scope, declaration, workflows);
  });
  const inOrder = appliedFirst(candidates, input.appliedFrom);
  const prefixes = (name: string) => environments.all.get(name)?.namePrefix ?? "";
  const merged = mergeCandidates(inOrder, prefixes);
  const named = checkAwsNames(merged.candidates, environments.all);
  const declared = declaredKeys(input, environments, merged.candidates);
  const isHeld = heldBy(input, named.candidates);
  const beside = { declared, isHeld };
  const known = new Map([...named.candidates].filter(([key]) => !isHeld(key)));
  const resolved = resolveReferences(known, beside);
  const loops = loopsIn(resolved.candidates, workflows, input.manifests);
  const sound = without(loops, resolved.candidates, beside);
  const resources = sortedByKey(sound);
  return {
    environments: inUse(environments.all, input.manifests, resources),
    resources,
    workflows: standing(workflows, resources),
    diagnostics: [
      ...environments.diagnostics,
      ...refused,
      ...merged.diagnostics,
      ...named.diagnostics,
      ...resolved.diagnostics,
      ...loops.map(({ diagnostic }) => diagnostic),
    ],
  };
}

function loopsIn(
  candidates: readonly Candidate[],
  workflows: readonly WorkflowExpansion[],
  manifests: readonly Declaration<Manifest>[],
): Refusal[] {
  const resources = sortedByKey(candidates);
  const links = linksOf({ resources, workflows: standing(workflows, resources) }, manifests);
  return [...eventCycles(links), ...logLoops(resources)];
}

/** Takes out what is refused, and what depends on it. */
function without(
  refusals: readonly Refusal[],
  candidates: readonly Candidate[],
  beside: Beside,
): readonly Candidate[] {
  if (refusals.length === 0) return candidates;
  const refused = new Set(refusals.map(({ key }) => key));
  const kept = candidates.filter(({ resource }) => !refused.has(resource.key));
  return resolveReferences(new Map(kept.map((each) => [each.resource.key, each])), beside).candidates;
}

/** `default` is there only when something is in it: nobody need have an account for it. */
function inUse(
  all: ReadonlyMap<string, Environment>,
  manifests: readonly Declaration<Manifest>[],
  resources: ReadonlyMap<ResourceKey, Resource>,
): ReadonlyMap<string, Environment> {
  const named = ofKind(manifests, "Environment").map(({ body }) => body.metadata.name);
  const names = new Set([...named, ...[...resources.values()].map(({ environment }) => environment)]);
  return new Map([...all].filter(([name]) => names.has(name)));
}

function scopesOf(
  manifests: readonly Declaration<Manifest>[],
  environments: Environments,
): ReadonlyMap<string, Scope> {
  const groups = new Map<
    string,
    { readonly governed: Governed; readonly declarations: Declaration<Manifest>[] }
  >();
  for (const declaration of manifests) {
    const governed = environments.governing(declaration.file);
    if (governed === undefined) continue;
    const { name } = governed.environment;
    const group = groups.get(name) ?? { governed, declarations: [] };
    group.declarations.push(declaration);
    groups.set(name, group);
  }
  return new Map(
    [...groups].map(([name, { governed, declarations }]) => [name, scopeOf(governed, declarations)]),
  );
}

function expandDeclaration(
  input: ExpandInput,
  scope: Scope,
  declaration: Declaration<Manifest>,
  workflows: WorkflowExpansion[],
): readonly Candidate[] {
  const { body } = declaration;
  const origin = originOf(scope, declaration);
  switch (body.kind) {
    case "Environment":
      return [];
    case "Function": {
      const code = input.codeOf(declaration);
      return code === undefined ? [] : expandFunction(origin, { ...declaration, body }, code);
    }
    case "Stream":
      return [expandStream(origin, { ...declaration, body })];
    case "Subscription":
      return [expandSubscription(origin, { ...declaration, body })];
    case "Role":
      return [expandRole(origin, { ...declaration, body }, input.fromSeeds.has(declaration))];
    case "LogGroup":
      return [expandLogGroup(origin, { ...declaration, body })];
    case "Workflow": {
      const expansion = expandWorkflow(origin, { ...declaration, body }, input.trackerCode);
      workflows.push(expansion);
      return expansion.candidates;
    }
  }
}

function originOf(scope: Scope, declaration: Declaration<Manifest>): Origin {
  const { body, file } = declaration;
  const { name } = scope.governed.environment;
  return {
    scope,
    owner: body.kind === "Workflow" ? `${name}/Workflow/${body.metadata.name}` : file,
    source: declaration.at([]),
    labels: body.metadata?.labels ?? {},
    policy: body.kind === "Environment" ? undefined : body.policy,
  };
}

/** Stable: what is applied already keeps its place before newcomers with the same key. */
function appliedFirst(
  candidates: readonly Candidate[],
  appliedFrom: (key: ResourceKey) => string | undefined,
): Candidate[] {
  const isNew = ({ resource }: Candidate) => (appliedFrom(resource.key) === resource.source.file ? 0 : 1);
  return candidates.toSorted((a, b) => isNew(a) - isNew(b));
}

/** Every key somebody meant to declare, so that references to it are not called dangling. */
function declaredKeys(
  input: ExpandInput,
  environments: Environments,
  candidates: ReadonlyMap<ResourceKey, Candidate>,
): ReadonlySet<string> {
  const keys = new Set<string>(candidates.keys());
  const add = (file: string, kind: ManifestKind, name: string) => {
    const environment = environments.governing(file)?.environment.name;
    if (environment === undefined) return;
    const primitive = primitiveKinds.find((each) => each === kind);
    if (primitive !== undefined) keys.add(resourceKey(environment, primitive, name));
    if (kind === "Workflow") keys.add(resourceKey(environment, "Function", trackerName(name)));
  };
  for (const { file, kind, name } of input.broken) {
    if (kind !== undefined && name !== undefined) add(file, kind, name);
  }
  for (const { file, body } of input.manifests) {
    if (body.metadata?.name !== undefined) add(file, body.kind, body.metadata.name);
  }
  return keys;
}

function sortedByKey(candidates: readonly Candidate[]): ReadonlyMap<ResourceKey, Resource> {
  const pairs = candidates.map(({ resource }): [ResourceKey, Resource] => [resource.key, resource]);
  return new Map(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Workflows whose own tracker stands, once each, in a stable order. */
function standing(
  workflows: readonly WorkflowExpansion[],
  resources: ReadonlyMap<ResourceKey, Resource>,
): Workflow[] {
  const byKey = new Map<string, Workflow>();
  for (const { workflow } of workflows) {
    const key = `${workflow.environment}/Workflow/${workflow.id}`;
    const tracker = resources.get(resourceKey(workflow.environment, "Function", trackerName(workflow.id)));
    if (tracker?.owners.includes(key) === true && !byKey.has(key)) byKey.set(key, workflow);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, workflow]) => workflow);
}
