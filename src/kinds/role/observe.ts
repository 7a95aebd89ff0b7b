import type { RoleDetail } from "@aws-sdk/client-iam";
import type { RoleResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { toTags } from "../../aws/tag-lists.ts";
import { compareText } from "../../core/canonical.ts";
import type { Freshness } from "../../core/kind.ts";
import { type Observation, unseen } from "../../core/observation.ts";
import { ownershipOf } from "../../core/ownership.ts";
import type { JsonValue } from "../../core/plan.ts";
import type { Found } from "../../core/plan-resource.ts";
import type { RoleFields } from "./desired.ts";

/** From the account's list alone: it has everything, tags included. */
export async function observeRole(
  { fleet, target }: AwsAccess,
  resource: RoleResource,
  { newerThan }: Freshness,
): Promise<Observation<Found>> {
  const roles = await fleet.roles.get(newerThan);
  if (roles.kind === "unknown") return unseen(roles);
  const row = roles.rows.get(resource.awsName.toLowerCase());
  if (row === undefined) return { kind: "absent" };

  const fields = toFields(row);
  return {
    kind: "present",
    arn: row.Arn ?? "",
    ownership: ownershipOf(fields.tags, target.instance),
    state: { fields },
    health: { kind: "ready" },
  };
}

function toFields(row: RoleDetail): RoleFields {
  const boundary = row.PermissionsBoundary?.PermissionsBoundaryArn;
  const inline = (row.RolePolicyList ?? []).map(
    ({ PolicyName = "", PolicyDocument }) => [PolicyName, toDocument(PolicyDocument)] as const,
  );
  return {
    assumeRolePolicy: toDocument(row.AssumeRolePolicyDocument),
    managedPolicyArns: (row.AttachedManagedPolicies ?? [])
      .map(({ PolicyArn = "" }) => PolicyArn)
      .sort(compareText),
    inlinePolicies: Object.fromEntries(inline),
    ...(boundary !== undefined && { permissionsBoundary: boundary }),
    tags: toTags(row.Tags ?? []),
  };
}

/** IAM gives documents percent-encoded (RFC 3986). What cannot be read differs from everything declared. */
function toDocument(text: string | undefined): JsonValue {
  if (text === undefined) return null;
  try {
    return JSON.parse(text.startsWith("{") ? text : decodeURIComponent(text)) as JsonValue;
  } catch {
    return text;
  }
}
