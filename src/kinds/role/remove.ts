import { DeleteRoleCommand } from "@aws-sdk/client-iam";
import type { AwsAccess } from "../../aws/access.ts";
import { absenceAsNothing } from "../../aws/classify.ts";
import type { Identity } from "../../core/kind.ts";
import { toPolicyRequest } from "./apply.ts";
import type { RoleRemoval } from "./remains.ts";

/** @throws CallError */
export async function removeRole(
  { clients, call }: AwsAccess,
  action: RoleRemoval,
  { awsName: RoleName }: Identity,
  signal: AbortSignal,
): Promise<void> {
  const iam = await clients.iam();
  if (action.kind !== "delete") {
    const [operation, send] = toPolicyRequest(iam, action, RoleName);
    await call(`iam:${operation}`, send, signal).catch(absenceAsNothing);
    return;
  }
  const command = new DeleteRoleCommand({ RoleName });
  await call("iam:DeleteRole", (options) => iam.send(command, options), signal).catch(absenceAsNothing);
}
