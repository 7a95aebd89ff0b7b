import { type KindField, writing } from "../../core/field-in-aws.ts";
import { tagField } from "../../core/tag-diff.ts";

const create = "logs:CreateLogGroup";

/**
 * A destination is looked for only where one is or was declared: no list tells which groups forward, and asking each
 * group is allowed five times a second.
 */
export const logGroupFields: readonly KindField[] = [
  {
    path: "retentionDays",
    aws: {
      create: writing("logs:PutRetentionPolicy", "retentionInDays"),
      update: [writing("logs:PutRetentionPolicy", "retentionInDays")],
      reset: { ...writing("logs:DeleteRetentionPolicy", "logGroupName"), value: "deleted" },
      seen: "list",
      echo: "absent is for ever",
    },
  },
  {
    path: "kmsKeyArn",
    aws: {
      create: writing(create, "kmsKeyId"),
      update: [writing("logs:AssociateKmsKey", "kmsKeyId")],
      reset: { ...writing("logs:DisassociateKmsKey", "logGroupName"), value: "taken off" },
      seen: "list",
    },
  },
  {
    path: "destination",
    optional: {},
    aws: {
      create: writing("logs:PutSubscriptionFilter", "destinationArn, roleArn, filterPattern"),
      update: [writing("logs:PutSubscriptionFilter", "destinationArn, roleArn, filterPattern")],
      reset: { ...writing("logs:DeleteSubscriptionFilter", "filterName"), value: "xflow" },
      seen: "deep",
      echo: "of the filter named xflow; others on the group are left alone",
    },
  },
  {
    ...tagField,
    aws: {
      create: writing(create, "tags"),
      update: [writing("logs:TagResource", "tags")],
      reset: { ...writing("logs:UntagResource", "tagKeys"), value: "taken off" },
      seen: "list",
      echo: "of declared tags only; by the tagging index, and ListTagsForResource of the ARN without `:*`",
    },
  },
];
