import { AwsError } from "../aws-error.ts";
import { readMembers, type TextRule } from "../members.ts";
import type { JsonObject, Operation } from "../service.ts";
import { deleteConflict, iamDialect, limitExceeded, noSuchEntity } from "./errors.ts";
import type { IamContext } from "./iam-context.ts";
import { readPolicyArn } from "./managed-policy.ts";
import { checkPermissionPolicy, encodePolicy, policySize } from "./policy-document.ts";
import { type PolicyRow, usesOf } from "./policy-store.ts";
import { newIamId, toIamTime } from "./role-shape.ts";
import { readTags } from "./role-tags.ts";

const nameRule: TextRule = { min: 1, max: 128, pattern: /[\w+=,.@-]+/ };
const pathRule: TextRule = { min: 1, max: 512, pattern: /\/|\/[\x21-\x7e]+\// };
/** Characters without white space. */
const maxSize = 6144;

/** Managed policies of the account: made, looked at and deleted, in one version each. */
export function policyOperations(context: IamContext): Record<string, Operation> {
  const { policies, roles } = context;
  const read = (call: Parameters<Operation>[0], known: readonly string[] = []) => {
    const arn = readPolicyArn(readMembers(call.input, ["PolicyArn", ...known], iamDialect), "PolicyArn");
    const row = policies.find(arn);
    if (row === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
    return row;
  };
  return {
    CreatePolicy: createPolicy(context),
    GetPolicy: (call) => ({ Policy: shapeOf(read(call), context) }),
    GetPolicyVersion: (call) => {
      const row = read(call, ["VersionId"]);
      const { VersionId } = call.input;
      if (VersionId !== VERSION) {
        throw noSuchEntity(
          `Policy ${row.arn} version ${String(VersionId)} does not exist or is not attachable.`,
        );
      }
      const shown = { VersionId, IsDefaultVersion: true, CreateDate: toIamTime(row.createdAt) };
      return { PolicyVersion: { Document: encodePolicy(row.document), ...shown } };
    },
    DeletePolicy: async (call) => {
      const { arn } = read(call);
      const { attached, bounding } = usesOf(arn, roles.list());
      if (attached + bounding > 0) throw deleteConflict("Cannot delete a policy attached to entities.");
      await policies.delete(arn);
      return undefined;
    },
  };
}

const VERSION = "v1";

function createPolicy(context: IamContext): Operation {
  const known = ["PolicyName", "Path", "PolicyDocument", "Description", "Tags"];
  return async (call) => {
    const { policies, clock, accountId } = context;
    const members = readMembers(call.input, known, iamDialect);
    const name = members.requiredText("PolicyName", nameRule);
    const path = members.text("Path", pathRule) ?? "/";
    const document = members.requiredText("PolicyDocument", { min: 1, max: 131_072 });
    checkPermissionPolicy(document);
    if (policySize(document) > maxSize) throw limitExceeded(`Cannot exceed quota for PolicySize: ${maxSize}`);
    const description = members.text("Description", { max: 1000 });
    const row: PolicyRow = {
      arn: `arn:aws:iam::${accountId}:policy${path}${name}`,
      name,
      path,
      id: newIamId("ANPA"),
      ...(description === undefined ? {} : { description }),
      createdAt: clock.now(),
      document,
      tags: readTags(members),
    };
    if (policies.isTaken(name)) {
      const message = `A policy called ${name} already exists. Duplicate names are not allowed.`;
      throw new AwsError("EntityAlreadyExists", message, 409);
    }
    await policies.put(row);
    return { Policy: shapeOf(row, context) };
  };
}

function shapeOf(row: PolicyRow, { roles }: IamContext): JsonObject {
  const { attached, bounding } = usesOf(row.arn, roles.list());
  return {
    PolicyName: row.name,
    PolicyId: row.id,
    Arn: row.arn,
    Path: row.path,
    DefaultVersionId: VERSION,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: bounding,
    IsAttachable: true,
    Description: row.description,
    CreateDate: toIamTime(row.createdAt),
    UpdateDate: toIamTime(row.createdAt),
    Tags: row.tags.length === 0 ? undefined : row.tags,
  };
}
