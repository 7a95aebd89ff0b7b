import type { PolicyDocument, RoleResource } from "../api/resource.ts";
import { type Candidate, identity, keyIn, type Origin } from "./candidate.ts";
import {
  allow,
  awsArn,
  type Grant,
  lambdaTrust,
  networkActions,
  publishActions,
  readStreamActions,
  traceActions,
  writeLogActions,
} from "./permissions.ts";
import { childPolicy } from "./resolve-policy.ts";

export interface StreamUse {
  readonly awsName: string;
  /** Of its encryption. */
  readonly keyId?: string;
}

/** What a function does in AWS, as far as its declarations tell. */
export interface RoleNeeds {
  /** Its own group's name in AWS. */
  readonly logGroup: string;
  /** More groups it writes to. */
  readonly logGroups: readonly string[];
  readonly reads: readonly StreamUse[];
  readonly publishes: readonly StreamUse[];
  readonly failureArns: readonly string[];
  readonly networks: boolean;
  readonly traces: boolean;
}

/** The least-privilege role of a function that names none. Only what AWS cannot narrow is allowed on `*`. */
export function generatedRole(
  origin: Origin,
  name: string,
  needs: RoleNeeds,
  tags: Readonly<Record<string, string>>,
): Candidate {
  const { defaults, permissionsBoundary } = origin.scope.governed;
  const resource: RoleResource = {
    ...identity(origin, "Role", name),
    spec: {
      assumeRolePolicy: lambdaTrust,
      managedPolicyArns: [],
      inlinePolicies: { xflow: policyFor(needs) },
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      generatedFor: keyIn(origin, "Function", name),
      tags,
    },
    policy: childPolicy("Role", origin.policy, defaults),
  };
  const need = { key: keyIn(origin, "Function", name), kind: "Function" as const, name, at: origin.source };
  return { resource, needs: [need], unites: false };
}

function policyFor(needs: RoleNeeds): PolicyDocument {
  const groups = [needs.logGroup, ...needs.logGroups].map((group) => awsArn("logs", `log-group:${group}:*`));
  const streams = (uses: readonly StreamUse[]) =>
    uses.map(({ awsName }) => awsArn("kinesis", `stream/${awsName}`));
  const grants: Grant[] = [
    [writeLogActions, groups],
    [readStreamActions, streams(needs.reads)],
    [["kinesis:ListStreams"], needs.reads.length === 0 ? [] : ["*"]],
    [publishActions, streams(needs.publishes)],
    ...keyGrants(needs),
    ...failureGrants(needs.failureArns),
    [networkActions, needs.networks ? ["*"] : []],
    [traceActions, needs.traces ? ["*"] : []],
  ];
  return allow(...grants.filter(([, resources]) => resources.length > 0));
}

/** Kinesis's own key: its policy lets in whoever may use the stream. */
const awsKey = "alias/aws/kinesis";

/**
 * Keys of encrypted streams. AWS's own key needs no grant; one named by alias is found in the account by the
 * alias, which a resource cannot name.
 */
function keyGrants(needs: RoleNeeds): Grant[] {
  return [...grantsFor("kms:Decrypt", needs.reads), ...grantsFor("kms:GenerateDataKey", needs.publishes)];
}

function grantsFor(action: string, uses: readonly StreamUse[]): Grant[] {
  const ids = [...new Set(uses.flatMap(({ keyId }) => keyId ?? []))].sort();
  const keys = ids.filter((id) => aliasIn(id) === undefined).map(keyArn);
  const aliases = ids.flatMap((id) => aliasIn(id) ?? []).filter((alias) => alias !== awsKey);
  return [
    [[action], keys],
    ...aliases.map((alias): Grant => [[action], [awsArn("kms", "key/*")], onlyAlias(alias)]),
  ];
}

function onlyAlias(alias: string) {
  return { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } };
}

function aliasIn(keyId: string): string | undefined {
  return /alias\/.+$/.exec(keyId)?.[0];
}

function keyArn(keyId: string): string {
  return keyId.startsWith("arn:") ? keyId : awsArn("kms", `key/${keyId}`);
}

/** Where Lambda sends records it gives up on, with the function's role. */
function failureGrants(arns: readonly string[]): Grant[] {
  const of = (service: string) => arns.filter((arn) => arn.split(":")[2] === service);
  return [
    [["sqs:SendMessage"], of("sqs")],
    [["sns:Publish"], of("sns")],
    [["s3:ListBucket"], of("s3")],
    [["s3:PutObject"], of("s3").map((arn) => `${arn}/*`)],
  ];
}
