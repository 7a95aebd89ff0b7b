import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { RoleResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { rolePath } from "../../aws/arn.ts";
import type { SendOptions } from "../../aws/call.ts";
import { fromTags } from "../../aws/tag-lists.ts";
import type { RoleAction } from "./plan.ts";

/** The operation, and how it is sent. */
type Request = readonly [string, (options: SendOptions) => Promise<unknown>];
type Of<Kind extends RoleAction["kind"]> = Extract<RoleAction, { kind: Kind }>;

/** @throws CallError */
export async function applyRole(
  { clients, call, target }: AwsAccess,
  action: RoleAction,
  { awsName }: RoleResource,
  signal: AbortSignal,
): Promise<undefined> {
  const iam = await clients.iam();
  const [operation, send] =
    action.kind === "create"
      ? createRequest(iam, action, awsName, rolePath(target.instance))
      : toRequest(iam, action, awsName);
  await call(`iam:${operation}`, send, signal);
}

function createRequest(iam: IAMClient, action: Of<"create">, RoleName: string, Path: string): Request {
  const command = new CreateRoleCommand({
    RoleName,
    Path,
    AssumeRolePolicyDocument: JSON.stringify(action.assumeRolePolicy),
    PermissionsBoundary: action.permissionsBoundary,
    Tags: fromTags(action.tags),
  });
  return ["CreateRole", (options) => iam.send(command, options)];
}

function toRequest(iam: IAMClient, action: Exclude<RoleAction, Of<"create">>, RoleName: string): Request {
  switch (action.kind) {
    case "trust": {
      const PolicyDocument = JSON.stringify(action.document);
      const command = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument });
      return ["UpdateAssumeRolePolicy", (options) => iam.send(command, options)];
    }
    case "putBoundary": {
      const command = new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: action.arn });
      return ["PutRolePermissionsBoundary", (options) => iam.send(command, options)];
    }
    case "deleteBoundary": {
      const command = new DeleteRolePermissionsBoundaryCommand({ RoleName });
      return ["DeleteRolePermissionsBoundary", (options) => iam.send(command, options)];
    }
    case "tag": {
      const command = new TagRoleCommand({ RoleName, Tags: fromTags(action.tags) });
      return ["TagRole", (options) => iam.send(command, options)];
    }
    case "untag": {
      const command = new UntagRoleCommand({ RoleName, TagKeys: [...action.keys] });
      return ["UntagRole", (options) => iam.send(command, options)];
    }
    default:
      return toPolicyRequest(iam, action, RoleName);
  }
}

/** Policies come and go while a role lives, and when it is deleted. */
export function toPolicyRequest(
  iam: IAMClient,
  action: Of<"attach" | "detach" | "putPolicy" | "deletePolicy">,
  RoleName: string,
): Request {
  switch (action.kind) {
    case "attach": {
      const command = new AttachRolePolicyCommand({ RoleName, PolicyArn: action.arn });
      return ["AttachRolePolicy", (options) => iam.send(command, options)];
    }
    case "detach": {
      const command = new DetachRolePolicyCommand({ RoleName, PolicyArn: action.arn });
      return ["DetachRolePolicy", (options) => iam.send(command, options)];
    }
    case "putPolicy": {
      const PolicyDocument = JSON.stringify(action.document);
      const command = new PutRolePolicyCommand({ RoleName, PolicyName: action.name, PolicyDocument });
      return ["PutRolePolicy", (options) => iam.send(command, options)];
    }
    case "deletePolicy": {
      const command = new DeleteRolePolicyCommand({ RoleName, PolicyName: action.name });
      return ["DeleteRolePolicy", (options) => iam.send(command, options)];
    }
  }
}
