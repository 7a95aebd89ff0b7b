import { GetAccountAuthorizationDetailsCommand, type RoleDetail } from "@aws-sdk/client-iam";
import type { ListDeps } from "./list-deps.ts";
import { allPages } from "./pages.ts";
import { toRows } from "./rows.ts";

const pageSize = 1_000;

/** All roles of the account by name in lower case, which is what makes them unique; policies and tags included. */
export async function listRoles({ clients, clock, call }: ListDeps) {
  const iam = await clients.iam();
  const name = "iam:GetAccountAuthorizationDetails";
  const rows = await allPages<RoleDetail>(clock, name, async (Marker) => {
    const command = new GetAccountAuthorizationDetailsCommand({
      Filter: ["Role"],
      MaxItems: pageSize,
      Marker,
    });
    const answer = await call(name, (options) => iam.send(command, options));
    return { items: answer.RoleDetailList ?? [], next: answer.IsTruncated ? answer.Marker : undefined };
  });
  return toRows(rows, (row) => row.RoleName?.toLowerCase());
}
