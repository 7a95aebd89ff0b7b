import { AwsError } from "../aws-error.ts";
import type { Clock } from "../clock.ts";
import { type Dialect, type Members, readMembers } from "../members.ts";
import type { TaggedResource } from "../once-tagged.ts";
import type { Call, JsonObject } from "../service.ts";
import { filtersDigest, readPageToken, writePageToken } from "./page-token.ts";
import { isOfType } from "./resource-type.ts";
import { matchesTags, type TagFilter } from "./tag-filter.ts";
import type { TagIndex } from "./tag-index.ts";

const KNOWN = ["PaginationToken", "TagFilters", "ResourcesPerPage", "ResourceTypeFilters", "ResourceARNList"];
const DIALECT: Dialect = {
  invalid: "InvalidParameterException",
  missing: "InvalidParameterException",
  unsupported: "InvalidParameterException",
};

interface Filters {
  readonly types: readonly string[];
  readonly tags: readonly TagFilter[];
  readonly arns: readonly string[];
}

/**
 * One page of the region's tagged resources in ARN order. What was never tagged is left out, and so are IAM
 * roles, which no source offers; what lost its last tag is not.
 * @throws AwsError `InvalidParameterException`, `PaginationTokenExpiredException`
 */
export function getResources(
  call: Call,
  { index, clock }: { readonly index: Pick<TagIndex, "resourcesIn">; readonly clock: Clock },
): JsonObject {
  const members = readMembers(call.input, KNOWN, DIALECT);
  const filters = readFilters(members);
  const digest = filtersDigest(filters);
  const pageSize = members.integer("ResourcesPerPage", { min: 1, max: 100 }) ?? 50;
  const token = members.text("PaginationToken", { max: 2048 }) || undefined;
  const after = token === undefined ? "" : readPageToken(token, digest, clock.now()).after;

  const found = index
    .resourcesIn(call.region)
    .filter((resource) => resource.arn > after && isWanted(resource, filters))
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const page = found.slice(0, pageSize);
  const last = found.length > pageSize ? page.at(-1) : undefined;
  return {
    PaginationToken:
      last === undefined ? "" : writePageToken({ after: last.arn, issuedAt: clock.now(), filters: digest }),
    ResourceTagMappingList: page.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: toTagList(tags) })),
  };
}

function isWanted({ arn, tags, wasTagged }: TaggedResource, filters: Filters): boolean {
  if (Object.keys(tags).length === 0 && wasTagged !== true) return false;
  if (filters.arns.length > 0) return filters.arns.includes(arn);
  const isTyped = filters.types.length === 0 || filters.types.some((type) => isOfType(arn, type));
  return isTyped && matchesTags(tags, filters.tags);
}

function readFilters(members: Members): Filters {
  const types = members.texts("ResourceTypeFilters") ?? [];
  const tags = (members.objects("TagFilters") ?? []).map(toTagFilter);
  const arns = members.texts("ResourceARNList") ?? [];
  limit("ResourceTypeFilters", types, 100);
  limit("TagFilters", tags, 50);
  limit("ResourceARNList", arns, 100);
  if (arns.length > 0 && (types.length > 0 || tags.length > 0)) {
    const message = "ResourceARNList cannot be given together with TagFilters or ResourceTypeFilters";
    throw new AwsError("InvalidParameterException", message);
  }
  return { types, tags, arns };
}

function toTagFilter(filter: JsonObject): TagFilter {
  const members = readMembers(filter, ["Key", "Values"], DIALECT);
  const values = members.texts("Values") ?? [];
  limit("Values", values, 20);
  return { key: members.requiredText("Key", { min: 1, max: 128 }), values };
}

function limit(name: string, list: readonly unknown[], max: number): void {
  if (list.length > max) {
    throw new AwsError(
      "InvalidParameterException",
      `${name} has ${list.length} items; at most ${max} are allowed`,
    );
  }
}

function toTagList(tags: Readonly<Record<string, string>>): JsonObject[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
