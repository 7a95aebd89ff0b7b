import { AwsError } from "../aws-error.ts";
import { readMembers } from "../members.ts";
import { untagged } from "../once-tagged.ts";
import type { Call, Operation } from "../service.ts";
import { invalidParameter, logsDialect, noSuchGroup } from "./errors.ts";
import type { LogGroup } from "./log-model.ts";
import { groupArn } from "./log-names.ts";
import type { LogsContext } from "./logs-context.ts";

const maxTags = 50;
const tagForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** @throws AwsError `InvalidParameterException` for a key or value AWS refuses; `TooManyTagsException` */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw invalidParameter(`Tag keys have 1 to 128 characters and values at most 256: '${key}'`);
    }
    if (!tagForm.test(key) || !tagForm.test(value)) {
      throw invalidParameter(`The tag '${key}' contains characters that are not allowed`);
    }
    if (/^aws:/i.test(key)) throw invalidParameter("aws: prefixed tag key names are not allowed.");
  }
  if (Object.keys(tags).length > maxTags) {
    throw new AwsError("TooManyTagsException", `A resource can have no more than ${maxTags} tags.`);
  }
}

export function tagOperations(context: LogsContext): Record<string, Operation> {
  return {
    TagResource: async (call) => {
      const members = readMembers(call.input, ["resourceArn", "tags"], logsDialect);
      const { row } = taggedGroup(context, call, members.requiredText("resourceArn"));
      const added = members.textMap("tags") ?? {};
      if (Object.keys(added).length === 0) throw invalidParameter("At least one tag is required");
      const tags = { ...row.tags, ...added };
      checkTags(tags);
      await context.store.putGroup({ ...row, tags });
      return undefined;
    },
    UntagResource: async (call) => {
      const members = readMembers(call.input, ["resourceArn", "tagKeys"], logsDialect);
      const { row } = taggedGroup(context, call, members.requiredText("resourceArn"));
      await context.store.putGroup(untagged(row, members.texts("tagKeys") ?? []));
      return undefined;
    },
    ListTagsForResource: (call) => {
      const members = readMembers(call.input, ["resourceArn"], logsDialect);
      return { tags: taggedGroup(context, call, members.requiredText("resourceArn")).row.tags };
    },
  };
}

/** Tagging takes the ARN without `:*`, unlike the one DescribeLogGroups calls `arn`. */
function taggedGroup(context: LogsContext, call: Call, resourceArn: string): LogGroup {
  const prefix = groupArn(call, "");
  if (!resourceArn.startsWith(prefix) || resourceArn.endsWith(":*")) {
    throw invalidParameter(`The resourceArn '${resourceArn}' is not the ARN of a log group, without ':*'.`);
  }
  const group = context.store.group(call.region, resourceArn.slice(prefix.length));
  if (group === undefined) throw noSuchGroup();
  return group;
}
