import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import type { AccessContext, AccessRequest } from "./access-request.ts";

/** A call whose caller wants to be let through. */
export interface CallToAuthorize {
  readonly operation: string;
  readonly input: JsonObject;
  /** For what only the body says, of services that speak HTTP themselves. */
  readonly body: Uint8Array;
  readonly region: string;
  readonly accountId: string;
  readonly world: AccessWorld;
}

/** What a call's needs depend on beside its members. */
export interface AccessWorld {
  /** With its path; undefined for a role that does not exist. */
  roleArn(roleName: string): string | undefined;
  boundaryOf(roleName: string): string | undefined;
  /** The text of a managed policy; undefined for one of which it is not known. */
  documentOf(policyArn: string): string | undefined;
  /** @returns the ARN of the function that a mapping invokes; undefined for a mapping that does not exist */
  functionOfMapping(mappingArn: string): string | undefined;
  /** @returns the tags of a resource as they are now; none of one that does not exist */
  tagsOf(arn: string): Readonly<Record<string, string>>;
  /** @returns the name of the partition key of a table or index; undefined for one that does not exist */
  partitionKeyOf(table: TableName): Promise<string | undefined>;
}

export interface TableName {
  readonly region: string;
  readonly tableName: string;
  /** Undefined is the table itself. */
  readonly indexName: string | undefined;
}

/** One permission that a call needs. */
export interface Need extends AccessRequest {
  /** What the refusal says instead of AWS's usual text, where a service has words of its own. */
  readonly refusal?: string;
  /** The resource as the refusal calls it; the default is its ARN. */
  readonly shownAs?: string;
}

/** All that a call needs; in AWS's order, since the first one missing is named. */
export type Needs = (call: CallToAuthorize) => readonly Need[] | Promise<readonly Need[]>;

/** A service's operations. */
export type Authorization = Readonly<Record<string, Needs>>;

/** For operations that are on no resource in particular. */
export const anywhere =
  (action: string): Needs =>
  () => [{ action, resource: "*" }];

/** For operations that everybody may call. */
export const nothingNeeded: Needs = () => [];

export function textOf(input: JsonObject, member: string): string | undefined {
  const value = input[member];
  return typeof value === "string" ? value : undefined;
}

/** @param tags a map, or a list of `{Key, Value}` as some services have it */
export function tagContext(tags: unknown): AccessContext {
  const entries = Array.isArray(tags)
    ? tags.filter(isObject).map((tag) => [String(tag["Key"]), String(tag["Value"])] as const)
    : Object.entries(isObject(tags) ? tags : {}).map(([key, value]) => [key, String(value)] as const);
  if (entries.length === 0) return {};
  const requested = entries.map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
  return { ...Object.fromEntries(requested), "aws:TagKeys": entries.map(([key]) => key) };
}

/** @param keys of tags to be taken off */
export function tagKeyContext(keys: unknown): AccessContext {
  const texts = [keys ?? []].flat().map(String);
  return texts.length === 0 ? {} : { "aws:TagKeys": texts };
}

export const hasTags = (tags: unknown) => Object.keys(tagContext(tags)).length > 0;

/** For handing a role to a service. */
export function passRole(roleArn: unknown, service: string): readonly Need[] {
  if (typeof roleArn !== "string" || roleArn === "") return [];
  return [{ action: "iam:PassRole", resource: roleArn, context: { "iam:PassedToService": service } }];
}
