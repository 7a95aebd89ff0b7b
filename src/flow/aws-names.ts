import type { z } from "zod";
import { functionName, logGroupName, roleName, streamName } from "../api/aws-value.ts";
import type { Environment } from "../api/desired-set.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { PrimitiveKind, Resource, ResourceKey, SubscriptionResource } from "../api/resource.ts";
import type { Candidate } from "./candidate.ts";
import type { Merged } from "./merge.ts";

const schemas: Readonly<Record<Exclude<PrimitiveKind, "Subscription">, z.ZodType>> = {
  Function: functionName,
  Stream: streamName,
  Role: roleName,
  LogGroup: logGroupName,
};

/** Takes out what AWS could not name, or would find to be one and the same thing. */
export function checkAwsNames(
  candidates: ReadonlyMap<ResourceKey, Candidate>,
  environments: ReadonlyMap<string, Environment>,
): Merged {
  const taken = new Map<string, Resource>();
  const diagnostics: Diagnostic[] = [];
  const kept = [...candidates].filter(([, { resource }]) => {
    const problem = nameProblem(resource) ?? duplicate(resource, taken, environments, candidates);
    if (problem !== undefined) diagnostics.push(problem);
    return problem === undefined;
  });
  return { candidates: new Map(kept), diagnostics: oncePerPlace(diagnostics) };
}

function nameProblem(resource: Resource): Diagnostic | undefined {
  if (resource.kind === "Subscription") return undefined;
  const result = schemas[resource.kind].safeParse(resource.awsName);
  if (result.success) return undefined;
  const must = result.error.issues[0]?.message ?? "is not valid";
  const message = `${resource.kind} ${resource.name} would be called ${resource.awsName} in AWS, which ${must}`;
  return { severity: "error", code: "InvalidAwsName", message, ...resource.source };
}

function duplicate(
  resource: Resource,
  taken: Map<string, Resource>,
  environments: ReadonlyMap<string, Environment>,
  candidates: ReadonlyMap<ResourceKey, Candidate>,
): Diagnostic | undefined {
  const identity = awsIdentity(resource, environments.get(resource.environment), candidates);
  const first = taken.get(identity);
  if (first === undefined) {
    taken.set(identity, resource);
    return undefined;
  }
  const { file, line } = first.source;
  const what = `${first.kind} ${first.name} of environment ${first.environment} (${file}:${line})`;
  const message = `${resource.kind} ${resource.name} is the same thing in AWS as ${what}`;
  return { severity: "error", code: "DuplicateAwsName", message, ...resource.source };
}

/** Account, region and name; roles have no region, and a mapping is its stream and function. */
function awsIdentity(
  resource: Resource,
  environment: Environment | undefined,
  candidates: ReadonlyMap<ResourceKey, Candidate>,
): string {
  const account = [environment?.accountId, environment?.assumeRoleArn];
  const region = resource.kind === "Role" ? "" : environment?.region;
  const name = resource.kind === "Subscription" ? ends(resource, candidates) : resource.awsName;
  return JSON.stringify([...account, region, resource.kind, name]);
}

function ends({ spec }: SubscriptionResource, candidates: ReadonlyMap<ResourceKey, Candidate>): string {
  const nameOf = (key: ResourceKey) => candidates.get(key)?.resource.awsName ?? key;
  return `${nameOf(spec.stream)} ${nameOf(spec.function)}`;
}

/** What comes along with a declaration has the same trouble with its name. */
function oncePerPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const places = new Map<string, Diagnostic>();
  for (const each of diagnostics) {
    const place = `${each.file}:${each.line}:${each.column}:${each.code}`;
    if (!places.has(place)) places.set(place, each);
  }
  return [...places.values()];
}
