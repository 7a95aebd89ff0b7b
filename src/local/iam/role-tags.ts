import { AwsError } from "../aws-error.ts";
import { type Members, readMembers } from "../members.ts";
import type { Operation } from "../service.ts";
import { iamDialect, invalidInput, limitExceeded } from "./errors.ts";
import type { IamContext } from "./iam-context.ts";
import { iamPage, pagingMembers } from "./paging.ts";
import { roleNameOf, type Tag } from "./role-store.ts";

const maxTags = 50;
const tagForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Reads `Tags`. Keys are compared without regard to case.
 * @throws AwsError `InvalidInput` for reserved or duplicate keys, `ValidationError`, `LimitExceeded`
 */
export function readTags(members: Members): readonly Tag[] {
  const tags = (members.objects("Tags") ?? []).map((tag) => {
    const read = readMembers(tag, ["Key", "Value"], iamDialect);
    return {
      Key: read.requiredText("Key", { min: 1, max: 128 }),
      Value: read.requiredText("Value", { max: 256 }),
    };
  });
  for (const { Key, Value } of tags) {
    if (/^aws:/i.test(Key)) throw invalidInput("The tag key prefix 'aws:' is reserved.");
    if (!tagForm.test(Key) || !tagForm.test(Value)) {
      throw new AwsError(iamDialect.invalid, `The tag '${Key}' contains characters that are not allowed`);
    }
  }
  if (new Set(tags.map(({ Key }) => Key.toLowerCase())).size < tags.length) {
    throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  return checkedCount(tags);
}

function checkedCount(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > maxTags) throw limitExceeded(`Cannot exceed quota for TagsPerRole: ${maxTags}`);
  return tags;
}

export function roleTagOperations({ roles }: IamContext): Record<string, Operation> {
  return {
    TagRole: async (call) => {
      const members = readMembers(call.input, ["RoleName", "Tags"], iamDialect);
      const added = readTags(members);
      const row = roles.get(roleNameOf(members));
      const tags = checkedCount([...without(row.tags, added.map(keyOf)), ...added]);
      await roles.put({ ...row, tags });
      return undefined;
    },
    UntagRole: async (call) => {
      const members = readMembers(call.input, ["RoleName", "TagKeys"], iamDialect);
      const row = roles.get(roleNameOf(members));
      await roles.put({ ...row, tags: without(row.tags, members.texts("TagKeys") ?? []) });
      return undefined;
    },
    ListRoleTags: (call) => {
      const members = readMembers(call.input, ["RoleName", ...pagingMembers], iamDialect);
      const sorted = [...roles.get(roleNameOf(members)).tags].sort((a, b) => (a.Key < b.Key ? -1 : 1));
      const page = iamPage(members, sorted, keyOf);
      return { Tags: page.items, ...page.rest };
    },
  };
}

const keyOf = ({ Key }: Tag) => Key;

function without(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return tags.filter(({ Key }) => !removed.has(Key.toLowerCase()));
}
