import { functionManifest, manifest } from "./desired-set.ts";
import type { FieldCase, ManifestName, Spec } from "./field-cases.ts";

const policy = { drift: "correct", deletion: "delete", adopt: "if-unowned" } as const;
const code = (text: string) => `exports.handler = async () => "${text}";\n`;

/** Sources of functions. */
export const sources: Readonly<Record<string, string>> = {
  "one/index.js": code("one"),
  "two/index.js": `${code("two")}exports.other = exports.handler;\n`,
  "counter.js": code("counter"),
  "other/counter.js": `${code("other")}exports.other = exports.handler;\n`,
};

/** The base with a case's fields: as in step 0 or 1, or without them. */
export function filesOf(one: FieldCase, step: 0 | 1 | "without"): Readonly<Record<string, string>> {
  const own = step === "without" ? {} : one.specs[step];
  const specs: Specs = {
    ...one.others,
    [one.manifest]: { ...one.without, ...own },
  };
  return filesWith(specs);
}

export type Specs = Partial<Record<ManifestName, Spec>>;

/** The base with these specs; a seed flow file or a log group's manifest stands alone. */
export function filesWith(specs: Specs): Readonly<Record<string, string>> {
  if (specs["seed flow file"] !== undefined) return seedFiles(specs["seed flow file"]);
  return specs.LogGroup === undefined ? manifestFiles(specs) : groupFiles(specs);
}

function environment({ Environment = {} }: Specs): string {
  const { defaults, ...spec } = Environment as { defaults?: Spec };
  return manifest("Environment", "default", { ...spec, defaults: { policy, ...defaults } });
}

/** A group of the name that a function's would have: what somebody else changes is found by it. */
function groupFiles(specs: Specs): Readonly<Record<string, string>> {
  return {
    "environment.yaml": environment(specs),
    "flow.yaml": manifest("LogGroup", "/aws/lambda/counter", specs.LogGroup),
  };
}

function manifestFiles(specs: Specs): Readonly<Record<string, string>> {
  const mapping = { event: "Words", function: "counter", ...specs.Subscription };
  const documents = [
    manifest("Role", "runner", specs.Role),
    manifest("Stream", "Words", specs.Stream),
    manifest("Stream", "Others"),
    manifest("Stream", "More"),
    functionManifest("counter", { source: "one", role: "runner", ...specs.Function }),
    manifest("Subscription", "Words:counter", mapping),
    ...(specs.Workflow === undefined ? [] : [manifest("Workflow", "flow", specs.Workflow)]),
  ];
  return { "environment.yaml": environment(specs), "flow.yaml": documents.join("") };
}

const lambda = { name: "counter", source: "counter.js", handler: "handler", runtime: "nodejs22.x" };

function seedFiles(spec: Spec): Readonly<Record<string, string>> {
  const { lambdas, aws, ...rest } = spec as { lambdas?: Spec; aws?: Spec };
  const subscriptions = [{ event: "Words", subscribers: ["counter"] }];
  const seed = {
    ...rest,
    aws: { lambda_execution_role_name: "shared", ...aws },
    lambdas: [{ ...lambda, ...lambdas }],
    subscriptions,
  };
  return { "environment.yaml": environment({}), "flow.cfg": JSON.stringify(seed) };
}
