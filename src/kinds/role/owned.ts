import type { AwsAccess } from "../../aws/access.ts";
import { toTags } from "../../aws/tag-lists.ts";
import type { OwnedListing } from "../../core/kind.ts";
import { ownedKey } from "../owned-by-index.ts";

/** The account's list has the roles' tags; the tagging index has no roles. */
export async function ownedRoles({ fleet, target }: AwsAccess, newerThan: number): Promise<OwnedListing> {
  const roles = await fleet.roles.get(newerThan);
  if (roles.kind === "unknown") return { kind: "unknown", reason: roles.reason };
  const items = [...roles.rows.values()].flatMap(({ RoleName: awsName = "", Arn: arn = "", Tags = [] }) => {
    const key = ownedKey(toTags(Tags), target.instance, "Role");
    return key === undefined ? [] : [{ key, arn, identity: { awsName } }];
  });
  return { kind: "listed", items };
}
