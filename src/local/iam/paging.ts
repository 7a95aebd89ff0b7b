import { AwsError } from "../aws-error.ts";
import type { Members } from "../members.ts";
import { fromPageToken, pageFrom, toPageToken } from "../page-token.ts";
import type { JsonObject } from "../service.ts";
import { iamDialect } from "./errors.ts";

/** The members that ask for a page. */
export const pagingMembers = ["Marker", "MaxItems"] as const;

/**
 * One page of items sorted by name: 100 of them unless `MaxItems` (1 to 1,000) says otherwise.
 * @returns the items, and `IsTruncated` with the `Marker` of the next page
 */
export function iamPage<Item>(
  members: Members,
  sorted: readonly Item[],
  nameOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly rest: JsonObject } {
  const marker = members.text("Marker");
  const from = marker === undefined ? undefined : fromPageToken(marker);
  if (marker !== undefined && from === undefined) {
    throw new AwsError(iamDialect.invalid, "Invalid Marker.");
  }
  const size = members.integer("MaxItems", { min: 1, max: 1000 }) ?? 100;
  const { items, next } = pageFrom(sorted, nameOf, from, size);
  const truncated = next === undefined ? {} : { Marker: toPageToken(next) };
  return { items, rest: { IsTruncated: next !== undefined, ...truncated } };
}
