import type { Declaration, Path } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import { apiVersion } from "../api/envelope.ts";
import type { Manifest } from "../api/manifest.ts";
import type { SeedFlow, SeedOverrides } from "../api/seed-flow.ts";
import { type SeedContext, seedContext } from "./seed-context.ts";
import { seedProblems } from "./seed-problems.ts";
import { seedRole } from "./seed-role.ts";

/** A seed flow file in today's words. */
export interface SeedExpansion {
  readonly manifests: readonly Declaration<Manifest>[];
  readonly diagnostics: readonly Diagnostic[];
  readonly region?: string;
}

/** What the original created may be taken over when nobody owns it. */
const policy = { adopt: "if-unowned" } as const;

/** Rewrites a seed flow file as manifests: a role, a function per lambda, a stream per event, the workflows. */
export function seedManifests(seed: Declaration<SeedFlow>, overrides: SeedOverrides): SeedExpansion {
  const region = overrides.region ?? seed.body.aws?.region ?? undefined;
  const diagnostics = seedProblems(seed, overrides);
  const asked = region === undefined ? {} : { region };
  if (diagnostics.length > 0) return { manifests: [], diagnostics, ...asked };
  const context = seedContext(seed, overrides);
  const manifests = [
    ...(hasFunctions(seed) ? [seedRole(context, policy)] : []),
    ...functions(context),
    ...streams(context),
    ...subscriptions(context),
    ...workflows(context),
  ];
  return { manifests, diagnostics, ...asked };
}

function hasFunctions({ body }: Declaration<SeedFlow>): boolean {
  return (body.lambdas ?? []).length + (body.workflows ?? []).length > 0;
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
