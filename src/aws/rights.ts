import type { Right } from "../core/rights.ts";

/** What reaching a target needs. */
export const targetRights: readonly Right[] = [
  { actions: ["sts:AssumeRole"], on: "target-roles" },
  {
    actions: ["sts:GetCallerIdentity"],
    on: "any",
    ungranted: "everybody may ask who they are",
  },
];

/** What measuring code in S3 needs. HeadObject has no action of its own. */
export const codeRights: readonly Right[] = [
  { actions: ["s3:GetObject"], on: "code-objects", calls: ["s3:GetObject", "s3:HeadObject"] },
  { actions: ["s3:GetObjectVersion"], on: "code-objects", within: ["s3:GetObject", "s3:HeadObject"] },
];
