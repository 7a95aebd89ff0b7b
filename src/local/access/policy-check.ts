import { AwsError } from "../aws-error.ts";
import { type CallToAuthorize, textOf } from "./authorization.ts";
import { compilePolicy } from "./policy.ts";

interface PolicyMembers {
  /** A policy's text. */
  readonly document?: string;
  /** The ARN of a managed policy that is to be given, or to be a boundary. */
  readonly attached?: string;
  readonly boundary?: string;
}

/** Which members of which calls are policies that will have to be evaluated. */
const policyMembers: Readonly<Record<string, PolicyMembers>> = {
  AttachRolePolicy: { attached: "PolicyArn" },
  CreatePolicy: { document: "PolicyDocument" },
  CreateRole: { document: "AssumeRolePolicyDocument", boundary: "PermissionsBoundary" },
  PutRolePermissionsBoundary: { boundary: "PermissionsBoundary" },
  PutRolePolicy: { document: "PolicyDocument" },
  UpdateAssumeRolePolicy: { document: "PolicyDocument" },
};

/**
 * Refuses a call of IAM with what could not be enforced, before a role is thought to be limited by it: a policy that
 * says what is not evaluated here, or one that does not exist.
 * @throws AwsError `MalformedPolicyDocument`, `NoSuchEntity`, `InvalidInput` for one of AWS's of unknown text
 */
export function checkEvaluable({ operation, input, world }: CallToAuthorize): void {
  const members = Object.hasOwn(policyMembers, operation) ? policyMembers[operation] : undefined;
  const given = (member: string | undefined) => (member === undefined ? undefined : textOf(input, member));
  const document = given(members?.document);
  const [unsupported] = document === undefined ? [] : compilePolicy(document).unsupported;
  if (unsupported !== undefined) {
    const message = `the embedded AWS cannot enforce ${unsupported}; see docs/local.md`;
    throw new AwsError("MalformedPolicyDocument", message);
  }
  const isUnknown = (arn: string | undefined) => arn !== undefined && world.documentOf(arn) === undefined;
  const [attached, boundary] = [given(members?.attached), given(members?.boundary)];
  if (isUnknown(attached)) throw notAttachable("Policy ", attached);
  if (isUnknown(boundary)) throw notAttachable("Scope ARN: ", boundary);
}

/** AWS's own policies do exist: it is here that their text is not known. */
function notAttachable(what: string, arn = ""): AwsError {
  if (/^arn:[^:]+:iam::aws:policy\//.test(arn)) {
    const message = `the embedded AWS cannot enforce ${arn}, whose text it does not know; see docs/local.md`;
    return new AwsError("InvalidInput", message);
  }
  return new AwsError("NoSuchEntity", `${what}${arn} does not exist or is not attachable.`, 404);
}
