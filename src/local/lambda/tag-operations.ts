import { type Members, readMembers } from "../members.ts";
import type { Call, RestRoute } from "../service.ts";
import { invalidParameter, lambdaDialect } from "./errors.ts";
import { targetOf } from "./function-name.ts";
import type { FunctionStore } from "./function-store.ts";
import type { MappingTags } from "./ports.ts";
import { createRowTags, type ResourceTags } from "./row-tags.ts";

/** Tags move the revision. As recorded against AWS. */
export function createFunctionTags(functions: FunctionStore): ResourceTags {
  return createRowTags({ get: (arn) => functions.get(arn), save: (row) => functions.revise(row) });
}

const path = "/2017-03-31/tags/{Resource}";

/** ListTags, TagResource and UntagResource, of functions and of event source mappings. */
export function tagRoutes(functions: ResourceTags, mappings: MappingTags): readonly RestRoute[] {
  const find = (call: Call, known: readonly string[] = []) => {
    const members = readMembers(call.input, ["Resource", ...known], lambdaDialect);
    const resource = members.requiredText("Resource");
    const isMapping = resource.includes(":event-source-mapping:");
    return isMapping
      ? { arn: resource, members, owner: mappings }
      : { arn: taggableFunction(resource, call), members, owner: functions };
  };
  return [
    {
      method: "GET",
      path,
      operation: "ListTags",
      status: 200,
      run: (call) => {
        const { arn, owner } = find(call);
        return { Tags: owner.tagsOf(arn) };
      },
    },
    {
      method: "POST",
      path,
      operation: "TagResource",
      status: 204,
      run: async (call) => {
        const { arn, owner, members } = find(call, ["Tags"]);
        await owner.tag(arn, someTags(members));
        return undefined;
      },
    },
    {
      method: "DELETE",
      path,
      operation: "UntagResource",
      status: 204,
      run: async (call) => {
        // One key in the query arrives as a text, several as a list.
        const keys = call.input["tagKeys"];
        const { arn, owner, members } = find({ ...call, input: { ...call.input, tagKeys: [keys].flat() } }, [
          "tagKeys",
        ]);
        await owner.untag(arn, members.texts("tagKeys") ?? []);
        return undefined;
      },
    },
  ];
}

function someTags(members: Members): Readonly<Record<string, string>> {
  const tags = members.textMap("Tags") ?? {};
  if (Object.keys(tags).length === 0) throw invalidParameter("Tags must not be empty.");
  return tags;
}

function taggableFunction(resource: string, call: Call): string {
  const { arn } = targetOf(resource.replace(/(:function:[^:]+):.*$/, "$1"), call);
  if (resource === arn) return arn;
  throw invalidParameter(
    "Tags on function aliases and versions are not supported. Please specify either a function or an event source mapping ARN.",
  );
}
