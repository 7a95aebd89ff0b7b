import { z } from "zod";
import { encryptionKeyId, streamName, tags } from "./aws-value.ts";
import { manifestOf } from "./envelope.ts";

const spec = z
  .strictObject({
    mode: z.enum(["provisioned", "onDemand"]).optional().describe("Default provisioned."),
    shards: z.int().min(1).max(20_000).optional().describe("For provisioned streams. Default 1."),
    retentionHours: z.int().min(24).max(8760).optional().describe("24 to 8760. Default 24."),
    encryption: z
      .strictObject({
        keyId: encryptionKeyId.optional().describe("A KMS key. Default alias/aws/kinesis."),
      })
      .optional()
      .describe("Server-side encryption; absent: none."),
    tags: tags.optional(),
  })
  .superRefine((value, context) => {
    if (value.mode !== "onDemand" || value.shards === undefined) return;
    const message = "is set, but an onDemand stream scales its shards itself";
    context.addIssue({ code: "custom", path: ["shards"], message, params: { code: "InvalidCombination" } });
  });

/** A Kinesis stream: one event. */
export const streamManifest = manifestOf("Stream", streamName, spec.optional()).describe(
  "A Kinesis stream, which is one event of a workflow.",
);

export type StreamManifest = z.infer<typeof streamManifest>;
