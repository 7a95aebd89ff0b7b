import { z } from "zod";
import { failureArn, functionName, streamName, tags } from "./aws-value.ts";
import { manifestOf } from "./envelope.ts";
import { namelessPolicy } from "./policy.ts";

const pattern = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= 4096, "must be at most 4096 characters as JSON");

const spec = z.strictObject({
  event: streamName.describe("A Stream's name."),
  function: functionName.describe("A Function's name."),
  batchSize: z.int().min(1).max(10_000).optional().describe("1 to 10000. Default 100."),
  batchWindowSeconds: z.int().min(0).max(300).optional().describe("0 to 300. Default 0."),
  startingPosition: z
    .enum(["TRIM_HORIZON", "LATEST"])
    .optional()
    .describe("Where a new subscription starts. Default TRIM_HORIZON."),
  parallelizationFactor: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe("Batches per shard at once, 1 to 10. Default 1."),
  maxRetryAttempts: z
    .int()
    .min(-1)
    .max(10_000)
    .optional()
    .describe("-1 (the default): until the record expires."),
  maxRecordAgeSeconds: z
    .union([z.literal(-1), z.int().min(60).max(604_800)], "must be -1 or 60 to 604800")
    .optional()
    .describe("-1 (the default): no limit; else 60 to 604800."),
  bisectOnError: z.boolean().optional().describe("Halve a failing batch and try again. Default false."),
  reportBatchItemFailures: z
    .boolean()
    .optional()
    .describe("The function answers which records failed. Default false."),
  filter: z
    .array(pattern)
    .max(10)
    .optional()
    .describe(
      "Filter patterns, any of which lets a record through; absent: all. AWS grants 5, 10 on request.",
    ),
  onFailureArn: failureArn.optional().describe("SQS queue, SNS topic or S3 bucket for records given up on."),
  enabled: z.boolean().optional().describe("An operator's brake: managed only if declared."),
  tags: tags.optional(),
});

const name = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,193}$/, "must be 1 to 193 letters, digits or _.:-")
  .optional()
  .describe("Default <event>:<function>.");

const full = manifestOf("Subscription", name, spec, namelessPolicy);

/** An event source mapping: a function receives an event. */
export const subscriptionManifest = full
  .extend({ metadata: full.shape.metadata.optional() })
  .describe("A function receives an event: an event source mapping from the stream.");

export type SubscriptionManifest = z.infer<typeof subscriptionManifest>;
