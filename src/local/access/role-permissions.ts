import type { AccessRequest } from "./access-request.ts";
import { type Decision, decide, type NamedPolicy, type PrincipalPolicies } from "./decision.ts";
import { compilePolicy, type Policy } from "./policy.ts";

/** What IAM knows of a role's permissions. */
export interface RoleGrants {
  /** Texts of inline policies by name. */
  readonly inline: Readonly<Record<string, string>>;
  readonly attached: readonly ManagedGrant[];
  readonly boundary: ManagedGrant | undefined;
}

export interface ManagedGrant {
  readonly arn: string;
  /** Undefined for a policy whose text nobody knows: it allows nothing. */
  readonly document: string | undefined;
}

export interface RoleGrantsReader {
  /** @returns undefined when there is no such role */
  grantsOf(roleArn: string): RoleGrants | undefined;
}

/** What roles may do: of functions and mappings, whose role acts for them, and of sessions. */
export interface RolePermissions {
  /** Whether permissions count at all. */
  readonly enforced: boolean;
  /**
   * Whether a role may do something: always, when permissions are not enforced. A role that does not exist may do
   * nothing. `aws:PrincipalArn` and `aws:PrincipalAccount` need not be in the request's context.
   */
  allows(roleArn: string, request: AccessRequest): boolean;
  /** The same with its reason, whether or not permissions are enforced. */
  decide(roleArn: string, request: AccessRequest): Decision;
}

export interface RolePermissionsOptions {
  readonly enforced: boolean;
  /** Hears every decision that `allows` makes. */
  readonly onDecision?: (decision: RoleDecision) => void;
}

/** One decision, for those who want to know which permissions something needs. */
export interface RoleDecision extends AccessRequest {
  readonly roleArn: string;
  readonly decision: Decision;
}

export function createRolePermissions(
  roles: RoleGrantsReader,
  { enforced, onDecision }: RolePermissionsOptions,
): RolePermissions {
  const compile = createPolicyCache();
  const decideFor = (roleArn: string, request: AccessRequest): Decision => {
    const grants = roles.grantsOf(roleArn);
    const policies = grants === undefined ? nothing : toPolicies(grants, compile);
    return decide(policies, { ...request, context: { ...principalContext(roleArn), ...request.context } });
  };
  return {
    enforced,
    allows: (roleArn, request) => {
      if (!enforced) return true;
      const decision = decideFor(roleArn, request);
      onDecision?.({ ...request, roleArn, decision });
      return decision.allowed;
    },
    decide: decideFor,
  };
}

const nothing: PrincipalPolicies = { identity: [], boundary: undefined };

function toPolicies(grants: RoleGrants, compile: (text: string) => Policy): PrincipalPolicies {
  const inline = Object.entries(grants.inline).map(([name, text]) => ({ name, policy: compile(text) }));
  const managed = (grant: ManagedGrant): NamedPolicy[] =>
    grant.document === undefined ? [] : [{ name: grant.arn, policy: compile(grant.document) }];
  return {
    identity: [...inline, ...grants.attached.flatMap(managed)],
    boundary: grants.boundary === undefined ? undefined : managed(grants.boundary),
  };
}

/** What is true of every request that a role makes. */
function principalContext(roleArn: string): AccessRequest["context"] {
  const account = roleArn.split(":")[4];
  return {
    "aws:PrincipalArn": roleArn,
    "aws:PrincipalAccount": account,
    "aws:PrincipalType": "AssumedRole",
    "aws:PrincipalIsAWSService": "false",
    "aws:ViaAWSService": "false",
    "aws:SecureTransport": "true",
  };
}

/** As many texts as are kept compiled: more than an account has in use here. */
const maxCompiled = 5000;

/** A policy is compiled once for each text it ever has. */
function createPolicyCache(): (text: string) => Policy {
  const compiled = new Map<string, Policy>();
  return (text) => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    if (compiled.size >= maxCompiled) compiled.clear();
    const policy = compilePolicy(text);
    compiled.set(text, policy);
    return policy;
  };
}
