import type { Declaration, Path } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import { apiVersion } from "../api/envelope.ts";
import type { Manifest } from "../api/manifest.ts";
import type { SeedFlow, SeedOverrides } from "../api/seed-flow.ts";
import { didYouMean } from "../core/nearest.ts";
import { finding } from "./declarations.ts";
import { seedRole } from "./seed-role.ts";

/** A seed flow file in today's words. */
export interface SeedExpansion {
  readonly manifests: readonly Declaration<Manifest>[];
  readonly diagnostics: readonly Diagnostic[];
  readonly region?: string;
}

export const defaultRoleName = "lambda-execute";

/** What the original created may be taken over when nobody owns it. */
const policy = { adopt: "if-unowned" } as const;

/** The file's entries, and what the original's defaults and the environment variables add. */
export interface SeedContext {
  readonly seed: Declaration<SeedFlow>;
  readonly roleName: string;
  readonly timeoutSeconds: number;
  readonly vpc?: { subnetIds: string[]; securityGroupIds: string[] };
}

/** Rewrites a seed flow file as manifests: a role, a function per lambda, a stream per event, the workflows. */
export function seedManifests(seed: Declaration<SeedFlow>, overrides: SeedOverrides): SeedExpansion {
  const region = overrides.region ?? seed.body.aws?.region ?? undefined;
  const diagnostics = [...roleProblems(seed, overrides), ...vpcProblems(seed), ...referenceProblems(seed)];
  const asked = region === undefined ? {} : { region };
  if (diagnostics.length > 0) return { manifests: [], diagnostics, ...asked };
  const context = contextOf(seed, overrides);
  const manifests = [
    seedRole(context, policy),
    ...functions(context),
    ...streams(context),
    ...subscriptions(context),
    ...workflows(context),
  ];
  return { manifests, diagnostics, ...asked };
}

function contextOf(seed: Declaration<SeedFlow>, overrides: SeedOverrides): SeedContext {
  const subnetIds = seed.body.aws?.subnet_ids ?? [];
  const securityGroupIds = seed.body.aws?.security_group_ids ?? [];
  return {
    seed,
    roleName: overrides.roleName ?? seed.body.aws?.lambda_execution_role_name ?? defaultRoleName,
    timeoutSeconds: overrides.timeoutSeconds ?? seed.body.general?.lambda_timeout_time ?? 10,
    ...(subnetIds.length === 0 ? {} : { vpc: { subnetIds, securityGroupIds } }),
  };
}

function functions(context: SeedContext): Declaration<Manifest>[] {
  return (context.seed.body.lambdas ?? []).map((lambda, index) =>
    derived(context.seed, ["lambdas", index], seedFunctionFields, {
      apiVersion,
      kind: "Function",
      metadata: { name: lambda.name },
      spec: {
        source: lambda.source,
        handler: `${lambda.name}.${lambda.handler}`,
        runtime: lambda.runtime,
        description: lambda.description ?? lambda.name,
        timeoutSeconds: context.timeoutSeconds,
        ...(context.vpc === undefined ? {} : { vpc: context.vpc }),
        role: context.roleName,
      },
      policy,
    }),
  );
}

const seedFunctionFields = {
  "metadata.name": ["name"],
  "spec.source": ["source"],
  "spec.handler": ["handler"],
  "spec.runtime": ["runtime"],
};

/** One stream per event, however often it is subscribed to. */
function streams({ seed }: SeedContext): Declaration<Manifest>[] {
  const first = new Map<string, number>();
  for (const [index, { event }] of (seed.body.subscriptions ?? []).entries()) {
    if (!first.has(event)) first.set(event, index);
  }
  return [...first].map(([event, index]) =>
    derived(
      seed,
      ["subscriptions", index, "event"],
      {},
      {
        apiVersion,
        kind: "Stream",
        metadata: { name: event },
        spec: { shards: 1 },
        policy,
      },
    ),
  );
}

/** Entries for one event add up; the original read only the first. */
function subscriptions({ seed }: SeedContext): Declaration<Manifest>[] {
  const seen = new Set<string>();
  return (seed.body.subscriptions ?? []).flatMap(({ event, subscribers }, index) =>
    (subscribers ?? []).flatMap((name, position) => {
      if (seen.has(`${event}:${name}`)) return [];
      seen.add(`${event}:${name}`);
      const manifest: Manifest = {
        apiVersion,
        kind: "Subscription",
        spec: { event, function: name, batchSize: 1, startingPosition: "TRIM_HORIZON" },
        policy,
      };
      return [derived(seed, ["subscriptions", index, "subscribers", position], {}, manifest)];
    }),
  );
}

function workflows(context: SeedContext): Declaration<Manifest>[] {
  return (context.seed.body.workflows ?? []).map(({ id, flow }, index) =>
    derived(
      context.seed,
      ["workflows", index],
      { "spec.flow": ["flow"] },
      {
        apiVersion,
        kind: "Workflow",
        metadata: { name: id },
        spec: { flow, tracker: { role: context.roleName } },
        policy,
      },
    ),
  );
}

/**
 * A manifest that stands for part of a seed flow file.
 * @param fields where the seed has what the manifest has at a path, for findings
 */
export function derived(
  seed: Declaration<SeedFlow>,
  origin: Path,
  fields: Readonly<Record<string, Path>>,
  body: Manifest,
): Declaration<Manifest> {
  const at = (path: Path) => seed.at([...origin, ...(fields[path.join(".")] ?? [])]);
  return { body, file: seed.file, at };
}

function roleProblems(seed: Declaration<SeedFlow>, overrides: SeedOverrides): Diagnostic[] {
  const aws = seed.body.aws;
  if (overrides.roleName !== undefined || aws?.lambda_execution_role_name !== undefined) return [];
  const message = "aws.lambda_execution_role_name is missing";
  return [finding(seed, ["aws"], { code: "MissingKey", message })];
}

function vpcProblems(seed: Declaration<SeedFlow>): Diagnostic[] {
  const subnets = seed.body.aws?.subnet_ids?.length ?? 0;
  const groups = seed.body.aws?.security_group_ids?.length ?? 0;
  if ((subnets === 0) === (groups === 0)) return [];
  const message = "subnet_ids and security_group_ids go together";
  return [finding(seed, ["aws"], { code: "InvalidCombination", message })];
}

/** A seed flow file refers only to itself. */
function referenceProblems(seed: Declaration<SeedFlow>): Diagnostic[] {
  const lambdas = new Set((seed.body.lambdas ?? []).map(({ name }) => name));
  const events = new Set((seed.body.subscriptions ?? []).map(({ event }) => event));
  const subscribers = (seed.body.subscriptions ?? []).flatMap(({ subscribers: names }, index) =>
    (names ?? []).map((name, position) => ({
      name,
      path: ["subscriptions", index, "subscribers", position],
    })),
  );
  const flowEvents = (seed.body.workflows ?? []).flatMap(({ flow, id }, index) =>
    flow.map((name, position) => ({
      name,
      id,
      position,
      flow,
      path: ["workflows", index, "flow", position],
    })),
  );
  return [
    ...subscribers
      .filter(({ name }) => !lambdas.has(name))
      .map(({ name, path }) =>
        dangling(seed, path, `lambda not defined for subscriber ${name}`, [name, lambdas]),
      ),
    ...flowEvents
      .filter(({ name }) => !events.has(name))
      .map(({ name, id, path }) =>
        dangling(seed, path, `event ${name} not subscribed to, but in the flow of workflow ${id}`, [
          name,
          events,
        ]),
      ),
    ...flowEvents
      .filter(({ name, position, flow }) => flow.indexOf(name) !== position)
      .map(({ name, path }) =>
        finding(seed, path, { code: "DuplicateEvent", message: `${name} is in the flow twice` }),
      ),
  ];
}

function dangling(
  seed: Declaration<SeedFlow>,
  path: Path,
  message: string,
  [name, known]: readonly [string, Iterable<string>],
): Diagnostic {
  const suggestion = didYouMean(name, known);
  const found = { code: "DanglingReference", message };
  return finding(seed, path, suggestion === undefined ? found : { ...found, suggestion });
}
