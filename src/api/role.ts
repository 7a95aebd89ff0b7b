import { z } from "zod";
import { policyArn, policyDocument, roleName, tags } from "./aws-value.ts";
import { manifestOf } from "./envelope.ts";

const policyName = z
  .string()
  .regex(/^[A-Za-z0-9_+=,.@-]{1,128}$/, "must be 1 to 128 letters, digits or _+=,.@-");

/** IAM counts characters without white space outside strings, which is what JSON.stringify leaves. */
export const inlinePolicyCharacters = 10_240;
const trustPolicyCharacters = 2048;

const spec = z.strictObject({
  managedPolicyArns: z
    .array(policyArn)
    .max(20)
    .optional()
    .describe("AWS attaches 10, or 20 in newer accounts."),
  inlinePolicies: z
    .record(policyName, policyDocument)
    .refine(
      (all) => JSON.stringify(Object.values(all)).length <= inlinePolicyCharacters,
      `must be at most ${inlinePolicyCharacters} characters in all`,
    )
    .optional()
    .describe(
      "Placeholders (xflow:partition, xflow:accountId, xflow:region, each in $ and braces) are filled in.",
    ),
  assumeRolePolicy: policyDocument
    .refine(
      (document) => JSON.stringify(document).length <= trustPolicyCharacters,
      `must be at most ${trustPolicyCharacters} characters`,
    )
    .optional()
    .describe("Who may assume it. Default: Lambda."),
  tags: tags.optional(),
});

/** An execution role. */
export const roleManifest = manifestOf("Role", roleName, spec.optional()).describe(
  "An IAM role for functions. One that exists and is not xflow's is used as it is, never changed.",
);

export type RoleManifest = z.infer<typeof roleManifest>;
