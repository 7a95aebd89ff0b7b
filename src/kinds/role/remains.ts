import {
  GetRoleCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import type { ResourceKey } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { absenceAsAbsent } from "../../aws/classify.ts";
import { allPages } from "../../aws/fleet/pages.ts";
import { toTags } from "../../aws/tag-lists.ts";
import { CallError } from "../../core/call-error.ts";
import type { Identity, Remains } from "../../core/kind.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { type StepDraft, toSteps } from "../../core/plan-resource.ts";

export type RoleRemoval =
  | { readonly kind: "deletePolicy"; readonly name: string }
  | { readonly kind: "detach"; readonly arn: string }
  | { readonly kind: "delete" };

/** A role is deleted without its policies only: each of them is a call of its own. */
export function roleRemains(
  access: AwsAccess,
  key: ResourceKey,
  { awsName }: Identity,
  signal: AbortSignal,
): Promise<Remains> {
  return read(access, key, awsName, signal).catch(absenceAsAbsent);
}

async function read(
  access: AwsAccess,
  key: ResourceKey,
  RoleName: string,
  signal: AbortSignal,
): Promise<Remains> {
  const { clients, call, target } = access;
  const iam = await clients.iam();
  const command = new GetRoleCommand({ RoleName });
  const { Role } = await call("iam:GetRole", (options) => iam.send(command, options), signal);
  const ownership = ownershipOf(toTags(Role?.Tags ?? []), target.instance);
  const present = { kind: "present", arn: Role?.Arn ?? "", ownership } as const;
  if (ownership.kind !== "ours") return { ...present, steps: [] };

  const hold: Hold = { access, iam, RoleName, signal };
  await refuseInstanceProfiles(hold);
  const inline = await inlineNames(hold);
  const attached = await attachedArns(hold);
  const drafts: readonly StepDraft[] = [
    ...inline.map((name) => step("iam:DeleteRolePolicy", { kind: "deletePolicy", name })),
    ...attached.map((arn) => step("iam:DetachRolePolicy", { kind: "detach", arn })),
    step("iam:DeleteRole", { kind: "delete" }),
  ];
  return { ...present, steps: toSteps(key, drafts) };
}

interface Hold {
  readonly access: AwsAccess;
  readonly iam: IAMClient;
  readonly RoleName: string;
  readonly signal: AbortSignal;
}

/** Machines run as the role: it was put there by somebody else, who has to take it out. */
async function refuseInstanceProfiles({ access, iam, RoleName, signal }: Hold): Promise<void> {
  const command = new ListInstanceProfilesForRoleCommand({ RoleName });
  const name = "iam:ListInstanceProfilesForRole";
  const answer = await access.call(name, (options) => iam.send(command, options), signal);
  const profiles = (answer.InstanceProfiles ?? []).map(({ InstanceProfileName }) => InstanceProfileName);
  if (profiles.length === 0) return;
  const why = new Error(`role ${RoleName} is in the instance profiles ${profiles.join(", ")}: take it out`);
  throw new CallError("iam:DeleteRole", { kind: "terminal", reason: "InUse" }, why);
}

function inlineNames({ access, iam, RoleName, signal }: Hold): Promise<readonly string[]> {
  const name = "iam:ListRolePolicies";
  return allPages(access.clock, name, async (Marker) => {
    const command = new ListRolePoliciesCommand({ RoleName, Marker });
    const answer = await access.call(name, (options) => iam.send(command, options), signal);
    return { items: answer.PolicyNames ?? [], next: answer.IsTruncated ? answer.Marker : undefined };
  });
}

function attachedArns({ access, iam, RoleName, signal }: Hold): Promise<readonly string[]> {
  const name = "iam:ListAttachedRolePolicies";
  return allPages(access.clock, name, async (Marker) => {
    const command = new ListAttachedRolePoliciesCommand({ RoleName, Marker });
    const answer = await access.call(name, (options) => iam.send(command, options), signal);
    const items = (answer.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn);
    return { items, next: answer.IsTruncated ? answer.Marker : undefined };
  });
}

function step(call: string, action: RoleRemoval): StepDraft {
  return { call, action };
}
