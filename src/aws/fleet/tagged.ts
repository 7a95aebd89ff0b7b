import { GetResourcesCommand, type ResourceTagMapping } from "@aws-sdk/client-resource-groups-tagging-api";
import type { Tags } from "../../api/resource.ts";
import { instanceTag } from "../../core/ownership.ts";
import { toTags } from "../tag-lists.ts";
import type { ListDeps } from "./list-deps.ts";
import { allPages } from "./pages.ts";

const pageSize = 100;

/** Apart, because mappings never change hands and need not be listed on every scan. */
export const taggedTypes = {
  main: ["lambda:function", "kinesis:stream", "logs:log-group"],
  mappings: ["lambda:event-source-mapping"],
} as const;

/**
 * The tags of what carries our instance's tag, by ARN. An index that lags: it proves neither that something
 * exists nor, of what it lacks, that it has no tags.
 */
export async function listTagged(
  { clients, clock, call, target }: ListDeps,
  types: readonly string[],
): Promise<ReadonlyMap<string, Tags>> {
  const tagging = await clients.tagging();
  const rows = await allPages<ResourceTagMapping>(clock, "tag:GetResources", async (PaginationToken) => {
    const command = new GetResourcesCommand({
      ResourcesPerPage: pageSize,
      ResourceTypeFilters: [...types],
      TagFilters: [{ Key: instanceTag, Values: [target.instance] }],
      PaginationToken,
    });
    const answer = await call("tag:GetResources", (options) => tagging.send(command, options));
    return { items: answer.ResourceTagMappingList ?? [], next: answer.PaginationToken };
  });
  return new Map(
    rows.map(({ ResourceARN = "", Tags: tags = [] }) => [withoutStar(ResourceARN), toTags(tags)]),
  );
}

/** CloudWatch Logs writes its ARNs with and without `:*`. */
function withoutStar(arn: string): string {
  return arn.replace(/:\*$/, "");
}
