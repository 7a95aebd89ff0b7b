import type { AccessContext } from "./access-request.ts";
import {
  type Authorization,
  type CallToAuthorize,
  hasTags,
  type Need,
  type Needs,
  passRole,
  tagContext,
  tagKeyContext,
  textOf,
} from "./authorization.ts";

/**
 * Most operations are on `log-group:<name>:log-stream:<stream>`, with an empty stream where they are on the whole
 * group, so that a policy names a group as `log-group:<name>:*`; tags alone are on `log-group:<name>`.
 * Rule: Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch Logs"; the
 * exact resource as AWS's refusals name it.
 */
export const logsAuthorization: Authorization = {
  AssociateKmsKey: onGroup("logs:AssociateKmsKey"),
  CreateLogGroup: (call) => {
    const { tags } = call.input;
    const context = tagContext(tags);
    const tagging: Need = {
      action: "logs:TagResource",
      resource: groupArn(call, nameOf(call)),
      context,
      refusal: `User with accountId: ${call.accountId} is not authorized to perform CreateLogGroup with Tags`,
    };
    return [
      { action: "logs:CreateLogGroup", resource: wholeGroup(call), context },
      ...(hasTags(tags) ? [tagging] : []),
    ];
  },
  CreateLogStream: onStream("logs:CreateLogStream"),
  DeleteLogGroup: onGroup("logs:DeleteLogGroup"),
  DeleteLogStream: onStream("logs:DeleteLogStream"),
  DeleteRetentionPolicy: onGroup("logs:DeleteRetentionPolicy"),
  DeleteSubscriptionFilter: onGroup("logs:DeleteSubscriptionFilter"),
  DescribeLogGroups: onEveryGroup("logs:DescribeLogGroups"),
  DescribeLogStreams: onGroup("logs:DescribeLogStreams"),
  DescribeSubscriptionFilters: onGroup("logs:DescribeSubscriptionFilters"),
  DisassociateKmsKey: onGroup("logs:DisassociateKmsKey"),
  FilterLogEvents: onGroup("logs:FilterLogEvents"),
  GetLogEvents: onStream("logs:GetLogEvents"),
  ListLogGroups: onEveryGroup("logs:ListLogGroups"),
  ListTagsForResource: onTagged("logs:ListTagsForResource", () => ({})),
  PutLogEvents: onStream("logs:PutLogEvents"),
  PutLogGroupDeletionProtection: onGroup("logs:PutLogGroupDeletionProtection"),
  PutRetentionPolicy: onGroup("logs:PutRetentionPolicy"),
  PutSubscriptionFilter: (call) => [
    { action: "logs:PutSubscriptionFilter", resource: wholeGroup(call) },
    ...passRole(call.input["roleArn"], "logs.amazonaws.com"),
  ],
  TagResource: onTagged("logs:TagResource", ({ input }) => tagContext(input["tags"])),
  UntagResource: onTagged("logs:UntagResource", ({ input }) => tagKeyContext(input["tagKeys"])),
};

type ContextOf = (call: CallToAuthorize) => AccessContext;

function onGroup(action: string, contextOf?: ContextOf): Needs {
  return (call) => [{ action, resource: wholeGroup(call), context: contextOf?.(call) ?? {} }];
}

function onStream(action: string): Needs {
  return (call) => [
    { action, resource: logStreamArn(call, nameOf(call), textOf(call.input, "logStreamName") ?? "") },
  ];
}

/** As if the group had no name, whatever prefix is asked for. */
function onEveryGroup(action: string): Needs {
  return (call) => [{ action, resource: logStreamArn(call, "", "") }];
}

function onTagged(action: string, contextOf: ContextOf): Needs {
  return (call) => [{ action, resource: textOf(call.input, "resourceArn") ?? "", context: contextOf(call) }];
}

type Place = Pick<CallToAuthorize, "region" | "accountId">;

/** The resource of operations on a stream; of those on a group, the stream is empty. */
export function logStreamArn(place: Place, group: string, stream: string): string {
  return `${groupArn(place, group)}:log-stream:${stream}`;
}

const wholeGroup = (call: CallToAuthorize) => logStreamArn(call, nameOf(call), "");

function groupArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

/** Some operations take the ARN instead, with or without `:*`. */
function nameOf({ input }: CallToAuthorize): string {
  const given =
    textOf(input, "logGroupName") ??
    textOf(input, "logGroupIdentifier") ??
    textOf(input, "resourceIdentifier") ??
    "";
  return given.replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/, "").replace(/:\*$/, "");
}
