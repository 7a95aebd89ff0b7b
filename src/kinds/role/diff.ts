import { sameSet } from "../../core/canonical.ts";
import type { Field } from "../../core/diff.ts";
import { samePolicy } from "../../core/iam-policy.ts";
import { tagField } from "../../core/tag-diff.ts";

/** A policy on our role that is not declared does not belong there: the role is as strong as it says. */
export const roleFields: readonly Field[] = [
  { path: "assumeRolePolicy", isSame: samePolicy },
  { path: "permissionsBoundary" },
  { path: "managedPolicyArns", isSame: sameSet },
  { path: "inlinePolicies", map: "exact", isSame: samePolicy },
  tagField,
];
