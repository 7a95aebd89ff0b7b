import type { AccessRequest } from "../access/access-request.ts";
import type { RoleGrantsReader, RolePermissions } from "../access/role-permissions.ts";
import type { AwsError } from "../aws-error.ts";
import { invalidParameter } from "./member-errors.ts";
import type { StreamAccess } from "./ports.ts";

export interface StreamAccessDeps {
  readonly roles: { isAssumableByLambda(roleArn: string): boolean };
  readonly grants: RoleGrantsReader;
  /** Of what Lambda knows by now. */
  readonly permissions: Pick<RolePermissions, "enforced" | "decide" | "allows">;
}

/**
 * What Lambda finds when it tries a stream with a function's role, as it does before it makes a mapping. It needs
 * what it calls: records, iterators, and a description of the stream and its shards by either of two ways.
 *
 * Where permissions are not enforced, a role without any policy, or with one whose text nobody knows here, is given
 * the benefit of the doubt, so that roles can be made up.
 * Rule: answers recorded against AWS; that ListStreams, which the message names, is not needed, is what roles
 * without it show in use.
 */
export function createStreamAccess({ roles, grants, permissions }: StreamAccessDeps): StreamAccess {
  const isUnsaid = (roleArn: string) => {
    if (permissions.enforced) return false;
    const known = grants.grantsOf(roleArn);
    if (known === undefined) return true;
    const isEmpty = Object.keys(known.inline).length === 0 && known.attached.length === 0;
    return isEmpty || known.attached.some(({ document }) => document === undefined);
  };
  return {
    mayRead: (roleArn, streamArn) =>
      reads((action) => permissions.allows(roleArn, toRequest(action, streamArn))),
    maySend: (roleArn, destinationArn) => permissions.allows(roleArn, toDelivery(destinationArn)),
    problem: (roleArn, streamArn): AwsError | undefined => {
      if (!roles.isAssumableByLambda(roleArn)) {
        return invalidParameter("The role defined for the function cannot be assumed by Lambda.");
      }
      const may = (action: string) => permissions.decide(roleArn, toRequest(action, streamArn)).allowed;
      if (reads(may) || isUnsaid(roleArn)) return undefined;
      return invalidParameter(
        `Cannot access stream ${streamArn}. Please ensure the role can perform the GetRecords, GetShardIterator, ` +
          "DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.",
      );
    },
  };
}

function reads(may: (action: string) => boolean): boolean {
  const describes = () => may("DescribeStream") || (may("DescribeStreamSummary") && may("ListShards"));
  return may("GetRecords") && may("GetShardIterator") && describes();
}

/** Objects are written below the bucket, under names that cannot be foreseen. */
function toDelivery(destinationArn: string): AccessRequest {
  return destinationArn.startsWith("arn:aws:s3:::")
    ? { action: "s3:PutObject", resource: `${destinationArn}/aws/lambda/*` }
    : { action: "sqs:SendMessage", resource: destinationArn };
}

function toRequest(action: string, streamArn: string): AccessRequest {
  return { action: `kinesis:${action}`, resource: streamArn };
}
