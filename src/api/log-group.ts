import { z } from "zod";
import { kmsKeyArn, logDestinationArn, logGroupName, retentionDays, roleArn, tags } from "./aws-value.ts";
import { manifestOf } from "./envelope.ts";
import { destinationProblem, filterPattern } from "./function.ts";

const spec = z
  .strictObject({
    retentionDays: retentionDays.optional().describe("Days until log events expire; absent: never."),
    kmsKeyArn: kmsKeyArn.optional().describe("Encrypts the group."),
    destinationArn: logDestinationArn.optional().describe("Where log events are forwarded to."),
    destinationRoleArn: roleArn.optional().describe("For Kinesis and Firehose destinations."),
    filterPattern: filterPattern.optional(),
    tags: tags.optional(),
  })
  .superRefine((value, context) => {
    const message = destinationProblem(value);
    if (message !== undefined)
      context.addIssue({ code: "custom", message, params: { code: "InvalidCombination" } });
  });

/** A log group that belongs to no function. */
export const logGroupManifest = manifestOf("LogGroup", logGroupName, spec.optional()).describe(
  "A CloudWatch log group. Functions bring their own; this is for others.",
);

export type LogGroupManifest = z.infer<typeof logGroupManifest>;
