import type { Tags } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { functionNameOfArn, mappingArn, streamNameOfArn, withoutLatest } from "../../aws/arn.ts";
import { isAbsence } from "../../aws/classify.ts";
import { isFinal } from "../../aws/fleet/shared-list.ts";
import { readLambdaTags } from "../../aws/lambda-tags.ts";
import { CallError } from "../../core/call-error.ts";
import type { Owned, OwnedListing } from "../../core/kind.ts";
import { ownedKey } from "../owned-by-index.ts";
import type { MappingEnds } from "./observe.ts";

/**
 * Mappings of the bulk list whose tags are ours. The tagging index may leave mappings out: those it does not have
 * are asked one by one, if they connect a stream or a function of ours.
 */
export async function ownedSubscriptions(access: AwsAccess, newerThan: number): Promise<OwnedListing> {
  const lists = await readLists(access, newerThan);
  if (lists.kind === "unknown") return lists;
  const items: Owned[] = [];
  for (const row of lists.mappings) {
    const arn = mappingArn(access.target, row.UUID ?? "");
    const tags = lists.indexed.get(arn) ?? (await readTags(access, arn, isBesideOurs(row, lists.ours)));
    if (typeof tags === "string") return { kind: "unknown", reason: tags };
    const key = ownedKey(tags, access.target.instance, "Subscription");
    if (key !== undefined) items.push({ key, arn, identity: identityOf(row) });
  }
  return { kind: "listed", items };
}

/** An index that is denied, or has no mappings, is done without. */
async function readLists({ fleet }: AwsAccess, newerThan: number) {
  const mappings = await fleet.mappings.get(newerThan);
  if (mappings.kind === "unknown") return { kind: "unknown", reason: mappings.reason } as const;
  const main = await fleet.tagged.main.get(newerThan);
  if (main.kind === "unknown") return { kind: "unknown", reason: main.reason } as const;
  const index = await fleet.tagged.mappings.get(newerThan);
  if (index.kind === "unknown" && !isFinal(index)) return { kind: "unknown", reason: index.reason } as const;
  const indexed = index.kind === "listed" ? index.rows : new Map<string, Tags>();
  return { kind: "listed", mappings: [...mappings.rows.values()], ours: main.rows, indexed } as const;
}

function isBesideOurs(
  { EventSourceArn = "", FunctionArn = "" }: MappingEnds,
  ours: ReadonlyMap<string, Tags>,
): boolean {
  return ours.has(EventSourceArn) || ours.has(withoutLatest(FunctionArn));
}

/**
 * @param isBeside whether they are worth reading
 * @returns a text: why they cannot be read
 */
async function readTags(access: AwsAccess, arn: string, isBeside: boolean): Promise<Tags | string> {
  if (!isBeside) return {};
  try {
    return await readLambdaTags(access, arn);
  } catch (error) {
    if (isAbsence(error)) return {};
    if (error instanceof CallError) return error.message;
    throw error;
  }
}

function identityOf({ EventSourceArn = "", FunctionArn = "" }: MappingEnds) {
  const streamName = streamNameOfArn(EventSourceArn);
  const functionName = functionNameOfArn(withoutLatest(FunctionArn));
  return { awsName: `${streamName}:${functionName}`, streamName, functionName };
}
