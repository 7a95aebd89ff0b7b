import { AwsError } from "../aws-error.ts";
import { type Members, readMembers, type TextRule } from "../members.ts";
import type { Operation } from "../service.ts";
import { deleteConflict, iamDialect, limitExceeded } from "./errors.ts";
import type { IamContext } from "./iam-context.ts";
import { readPolicyArn } from "./managed-policy.ts";
import { iamPage, pagingMembers } from "./paging.ts";
import { boundaryAndTags, fullRole, listedRole, newIamId, roleDetail, roleIdentity } from "./role-shape.ts";
import { type RoleRow, roleArn, roleNameOf } from "./role-store.ts";
import { readTags } from "./role-tags.ts";
import { checkTrustPolicy, lambdaService, trustsService, withGonePrincipal } from "./trust-policy.ts";

const pathRule: TextRule = { min: 1, max: 512, pattern: /\/|\/[\x21-\x7e]+\// };
/** The printable characters of Latin-1. Rule: IAM API model, roleDescriptionType. */
const descriptionRule: TextRule = { max: 1000, pattern: /[\t\n\r\x20-\x7e\xa1-\xff]*/ };
const sessionRule = { min: 3600, max: 43_200 };
const trustRule: TextRule = { min: 1, max: 131_072 };

export function roleOperations(context: IamContext): Record<string, Operation> {
  const { roles, accountId } = context;
  return {
    CreateRole: createRole(context),
    GetRole: (call) => {
      const row = roles.get(roleNameOf(readMembers(call.input, ["RoleName"], iamDialect)));
      return { Role: fullRole(accountId, row) };
    },
    ListRoles: (call) => {
      const members = readMembers(call.input, ["PathPrefix", ...pagingMembers], iamDialect);
      const prefix = members.text("PathPrefix", { min: 1, max: 512, pattern: /\/[\x21-\x7e]*/ }) ?? "/";
      const page = iamPage(members, roles.list().filter(isUnder(prefix)), sortName);
      return { Roles: page.items.map((row) => listedRole(accountId, row)), ...page.rest };
    },
    UpdateRole: async (call) => {
      const members = readMembers(call.input, ["RoleName", "Description", "MaxSessionDuration"], iamDialect);
      const row = roles.get(roleNameOf(members));
      await roles.put({
        ...row,
        ...described(members.text("Description", descriptionRule)),
        maxSessionSeconds: members.integer("MaxSessionDuration", sessionRule) ?? row.maxSessionSeconds,
      });
      return {};
    },
    UpdateAssumeRolePolicy: updateTrust(context),
    DeleteRole: async (call) => {
      const row = roles.get(roleNameOf(readMembers(call.input, ["RoleName"], iamDialect)));
      if (row.attached.length > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (Object.keys(row.inline).length > 0) {
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      }
      await roles.delete(row.name);
      await forgetPrincipal(context, row);
      return undefined;
    },
    ListInstanceProfilesForRole: (call) => {
      const members = readMembers(call.input, ["RoleName", ...pagingMembers], iamDialect);
      roles.get(roleNameOf(members));
      return { InstanceProfiles: [], IsTruncated: false };
    },
    GetAccountAuthorizationDetails: accountDetails(context),
  };
}

/** Other roles' trust in one that is gone. */
async function forgetPrincipal({ roles, accountId }: IamContext, gone: RoleRow): Promise<void> {
  const arn = roleArn(accountId, gone);
  for (const row of roles.list()) {
    const trust = withGonePrincipal(row.trust, arn, gone.id);
    if (trust !== row.trust) await roles.put({ ...row, trust });
  }
}

function createRole(context: IamContext): Operation {
  const known = [
    ...["RoleName", "Path", "AssumeRolePolicyDocument", "Description", "MaxSessionDuration"],
    ...["PermissionsBoundary", "Tags"],
  ];
  return async (call) => {
    const { roles, clock, accountId, maxRoles } = context;
    const members = readMembers(call.input, known, iamDialect);
    const name = roleNameOf(members);
    const bounded = members.text("PermissionsBoundary") !== undefined;
    const row: RoleRow = {
      name,
      path: members.text("Path", pathRule) ?? "/",
      id: newIamId("AROA"),
      createdAt: clock.now(),
      trustedAt: clock.now(),
      maxSessionSeconds: members.integer("MaxSessionDuration", sessionRule) ?? 3600,
      ...described(members.text("Description", descriptionRule)),
      ...(bounded ? { boundaryArn: readPolicyArn(members, "PermissionsBoundary") } : {}),
      tags: readTags(members),
      trust: readTrust(context, members, "AssumeRolePolicyDocument"),
      inline: {},
      attached: [],
    };
    if (roles.find(name) !== undefined) {
      throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`, 409);
    }
    if (roles.list().length >= maxRoles) {
      throw limitExceeded(`Cannot exceed quota for RolesPerAccount: ${maxRoles}`);
    }
    await roles.put(row);
    return { Role: { ...roleIdentity(accountId, row), ...boundaryAndTags(row) } };
  };
}

function updateTrust(context: IamContext): Operation {
  return async (call) => {
    const { roles, clock } = context;
    const members = readMembers(call.input, ["RoleName", "PolicyDocument"], iamDialect);
    const row = roles.get(roleNameOf(members));
    const trust = readTrust(context, members, "PolicyDocument");
    const trustedAt = trustsService(row.trust, [lambdaService]) ? row.trustedAt : clock.now();
    await roles.put({ ...row, trust, trustedAt });
    return undefined;
  };
}

/** Principals of other accounts are taken to exist; roles of this one are looked up. */
function readTrust({ roles, accountId }: IamContext, members: Members, member: string): string {
  return checkTrustPolicy(members.requiredText(member, trustRule), (arn) => {
    const prefix = `arn:aws:iam::${accountId}:role/`;
    if (!arn.startsWith(prefix)) return true;
    const row = roles.find(arn.slice(arn.lastIndexOf("/") + 1));
    return row !== undefined && roleArn(accountId, row) === arn;
  });
}

function accountDetails({ roles, accountId }: IamContext): Operation {
  const kinds = ["User", "Role", "Group", "LocalManagedPolicy"];
  return (call) => {
    const members = readMembers(call.input, ["Filter", ...pagingMembers], iamDialect);
    const filter = members.texts("Filter") ?? kinds;
    const other = filter.find((kind) => !kinds.includes(kind));
    if (other !== undefined) {
      throw new AwsError(iamDialect.unsupported, `The filter ${other} is not supported by the embedded AWS`);
    }
    const page = iamPage(members, filter.includes("Role") ? roles.list() : [], sortName);
    return {
      RoleDetailList: page.items.map((row) => roleDetail(accountId, row)),
      UserDetailList: [],
      GroupDetailList: [],
      Policies: [],
      ...page.rest,
    };
  };
}

/** The order of `RoleStore.list`. */
const sortName = ({ name }: RoleRow) => name.toLowerCase();
const isUnder = (prefix: string) => (row: RoleRow) => row.path.startsWith(prefix);
const described = (description: string | undefined) => (description === undefined ? {} : { description });
