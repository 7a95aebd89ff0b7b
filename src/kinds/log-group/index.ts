import type { LogGroupResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { logGroupArn } from "../../aws/arn.ts";
import { defineKind } from "../../core/define-kind.ts";
import type { KindPorts } from "../ports.ts";
import { applyLogGroup } from "./apply.ts";
import { logGroupFields } from "./diff.ts";
import { type Forwarding, type LogGroupReading, observeLogGroup } from "./observe.ts";
import { type LogGroupAction, type LogGroupFound, planLogGroup } from "./plan.ts";

/** CloudWatch log groups, with the subscription filter that forwards them. */
export function createLogGroupKind(access: AwsAccess, ports: Pick<KindPorts, "resources">) {
  const reading: LogGroupReading = { access, ports, forwarding: access.deepReads<Forwarding>("LogGroup") };
  return defineKind<LogGroupResource, LogGroupFound, LogGroupAction>({
    name: "LogGroup",
    settlesOnWrite: true,
    fields: logGroupFields,
    iam: {
      read: [
        "lambda:GetFunction",
        "lambda:ListFunctions",
        "lambda:ListTags",
        "logs:DescribeLogGroups",
        "logs:DescribeSubscriptionFilters",
        "logs:ListTagsForResource",
        "tag:GetResources",
      ],
      write: [
        "logs:AssociateKmsKey",
        "logs:CreateLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:DisassociateKmsKey",
        "logs:PutRetentionPolicy",
        "logs:PutSubscriptionFilter",
        "logs:TagResource",
      ],
    },
    dependencies: () => [],
    predictArn: ({ awsName }, target) => logGroupArn(target, awsName),
    observe: (resource, freshness) => observeLogGroup(reading, resource, freshness),
    plan: planLogGroup,
    apply: (action, resource, signal) => applyLogGroup(reading, action, resource, signal),
  });
}
