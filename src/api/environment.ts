import { z } from "zod";
import { accountId, policyArn, region, roleArn, tags, vpc } from "./aws-value.ts";
import { apiVersion, labels } from "./envelope.ts";
import { logging, roleReference } from "./function.ts";
import { defaultPolicy } from "./policy.ts";

/** Puts a folder, and those below it, into an account and region. */
export const environmentManifest = z
  .strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal("Environment"),
    metadata: z.strictObject({
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "must be 1 to 63 letters, digits or ._-"),
      labels: labels.optional(),
    }),
    spec: z
      .strictObject({
        region: region
          .optional()
          .describe("Where everything lives. Default: the SDK's chain (AWS_REGION, profile)."),
        accountId: accountId.optional().describe("A guard: nothing is called in any other account."),
        assumeRoleArn: roleArn.optional().describe("A role to assume for every call."),
        namePrefix: z
          .string()
          .regex(/^[A-Za-z0-9_-]{0,32}$/, "must be at most 32 letters, digits, - or _")
          .optional()
          .describe("Put before every AWS name; functions read it as XFLOW_STREAM_PREFIX."),
        permissionsBoundary: policyArn.optional().describe("Set on every role xflow creates here."),
        defaults: z
          .strictObject({
            role: roleReference.optional(),
            runtime: z.string().optional(),
            timeoutSeconds: z.int().min(1).max(900).optional(),
            memoryMb: z.int().min(128).max(10_240).optional(),
            vpc: vpc.optional(),
            tags: tags.optional(),
            logging: logging.optional(),
            policy: defaultPolicy.optional(),
          })
          .optional()
          .describe("Used where a manifest says nothing."),
      })
      .describe("Which account and region, and what manifests may leave out."),
  })
  .describe("Governs its folder and those below; the nearest wins, one per folder.");

export type EnvironmentManifest = z.infer<typeof environmentManifest>;
