import type { Declaration, Path } from "../api/declaration.ts";
import type { Diagnostic } from "../api/diagnostic.ts";
import type { SeedFlow, SeedOverrides } from "../api/seed-flow.ts";
import { didYouMean } from "../core/nearest.ts";
import { finding } from "./declarations.ts";

/** What a seed flow file has wrong that its schema cannot tell. */
export function seedProblems(seed: Declaration<SeedFlow>, overrides: SeedOverrides): Diagnostic[] {
  return [...roleProblems(seed, overrides), ...vpcProblems(seed), ...referenceProblems(seed)];
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
