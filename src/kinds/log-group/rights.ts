import type { KindRights } from "../../core/rights.ts";

/** What the calls on log groups need. */
export const logGroupRights: KindRights = {
  read: [
    { actions: ["logs:DescribeLogGroups"], on: "any" },
    { actions: ["logs:DescribeSubscriptionFilters", "logs:ListTagsForResource"], on: "own-log-groups" },
    { actions: ["tag:GetResources"], on: "any" },
    // A group without tags is looked at together with the function it belongs to.
    { actions: ["lambda:ListFunctions"], on: "any" },
    { actions: ["lambda:GetFunction", "lambda:ListTags"], on: "own-functions" },
  ],
  write: [
    {
      actions: [
        "logs:AssociateKmsKey",
        "logs:CreateLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:DeleteSubscriptionFilter",
        "logs:DisassociateKmsKey",
        "logs:PutRetentionPolicy",
        "logs:PutSubscriptionFilter",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      on: "own-log-groups",
    },
    { actions: ["logs:DeleteLogGroup"], on: "own-log-groups", when: ["of-this-instance"] },
    {
      actions: ["iam:PassRole"],
      on: "passed-roles",
      when: ["passed-to-service"],
      within: ["logs:PutSubscriptionFilter"],
    },
  ],
};
