import type { Declaration } from "../api/declaration.ts";
import { apiVersion } from "../api/envelope.ts";
import type { Manifest } from "../api/manifest.ts";
import type { PolicyDocument, RoleSpec } from "../api/resource.ts";
import { inlinePolicyCharacters } from "../api/role.ts";
import { allow, awsArn, namePrefix, networkActions, publishActions, writeLogActions } from "./permissions.ts";
import type { SeedContext } from "./seed-context.ts";

const managed = [
  "arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess",
  "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole",
];

const publishPolicy = "AWSLambdaKinesisPublishRole";

/**
 * The role all functions of a seed flow file share: what the original attached, with publishing narrowed from
 * every stream to the file's own, plus what a tracker and a VPC need.
 */
export function seedRole(context: SeedContext, policy: { adopt: "if-unowned" }): Declaration<Manifest> {
  const { seed } = context;
  const events = [...new Set((seed.body.subscriptions ?? []).map(({ event }) => event))].sort();
  const streams = events.map((event) => awsArn("kinesis", `stream/${namePrefix}${event}`));
  const groups = (seed.body.workflows ?? []).map(({ id }) =>
    awsArn("logs", `log-group:/xFlow/track/${namePrefix}${id}:*`),
  );
  const inlinePolicies: Record<string, PolicyDocument> = {
    ...(streams.length === 0 ? {} : { [publishPolicy]: allow([publishActions, streams]) }),
    ...(groups.length === 0 ? {} : { "xflow-tracking": allow([writeLogActions, groups.sort()]) }),
    ...(context.vpc === undefined ? {} : { "xflow-vpc": allow([networkActions, ["*"]]) }),
  };
  const body = {
    apiVersion,
    kind: "Role" as const,
    metadata: { name: context.roleName },
    spec: { managedPolicyArns: managed, inlinePolicies },
    policy,
  };
  const at = () => seed.at(["aws", "lambda_execution_role_name"]);
  return { body: body as Manifest, file: seed.file, at };
}

/**
 * The one role for several seed flow files that name the same: what each of them needs. When that no longer
 * fits into IAM's inline policies, publishing is allowed on all streams with the prefix.
 */
export function uniteRoles(a: RoleSpec, b: RoleSpec, prefix: string): RoleSpec {
  const names = [...new Set([...Object.keys(a.inlinePolicies), ...Object.keys(b.inlinePolicies)])].sort();
  const inlinePolicies = Object.fromEntries(
    names.map((name) => [name, uniteDocuments(a.inlinePolicies[name], b.inlinePolicies[name])]),
  );
  if (JSON.stringify(Object.values(inlinePolicies)).length > inlinePolicyCharacters) {
    inlinePolicies[publishPolicy] = allow([publishActions, [awsArn("kinesis", `stream/${prefix}*`)]]);
  }
  return { ...a, inlinePolicies };
}

/** Both documents are ours: one statement, one list of resources. */
function uniteDocuments(a: PolicyDocument | undefined, b: PolicyDocument | undefined): PolicyDocument {
  if (a === undefined || b === undefined) return a ?? b ?? {};
  const [first] = statementsOf(a);
  const resources = [...statementsOf(a), ...statementsOf(b)].flatMap(({ Resource }) => Resource);
  return { ...a, Statement: [{ ...first, Resource: [...new Set(resources)].sort() }] };
}

function statementsOf(document: PolicyDocument): readonly { readonly Resource: readonly string[] }[] {
  return document["Statement"] as readonly { readonly Resource: readonly string[] }[];
}
