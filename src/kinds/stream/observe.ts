import {
  DescribeStreamSummaryCommand,
  ListTagsForStreamCommand,
  type StreamDescriptionSummary,
  type StreamSummary,
} from "@aws-sdk/client-kinesis";
import type { StreamResource, Tags } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { streamArn } from "../../aws/arn.ts";
import { absenceAsNothing } from "../../aws/classify.ts";
import type { DeepReads } from "../../aws/deep-reads.ts";
import { isWorthListing } from "../../aws/fleet/worth-listing.ts";
import { toTags } from "../../aws/tag-lists.ts";
import type { Freshness } from "../../core/kind.ts";
import { type Health, type NextLook, type Observation, type Unseen, unseen } from "../../core/observation.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { retryDelayMs } from "../../core/poll-grid.ts";
import type { SettleEstimate } from "../../core/settle-estimate.ts";
import { newStream } from "./desired.ts";
import type { StreamFound } from "./plan.ts";
import type { ShownKeys } from "./shown-keys.ts";

/** What ListStreams leaves out. */
export interface StreamDepths {
  readonly shards: number;
  readonly retentionHours: number;
  readonly encryptionKeyId?: string;
}

export interface StreamReading {
  readonly access: AwsAccess;
  readonly depths: DeepReads<StreamDepths>;
  /** How long streams stay in CREATING here. */
  readonly pace: SettleEstimate;
  readonly shownKeys: ShownKeys;
}

/**
 * Status and mode from the shared list; the rest is read once and remembered, until we write or the stream is
 * seen changing. It is not read while the stream is busy, when it would be out of date at once.
 */
export async function observeStream(
  reading: StreamReading,
  { awsName }: StreamResource,
  { newerThan, deep }: Freshness,
): Promise<Observation<StreamFound>> {
  const { access, depths } = reading;
  const { target, ownerTags } = access;
  const arn = streamArn(target, awsName);
  if (deep) depths.forget(arn);
  const seen = await see(reading, awsName, arn, newerThan);
  if (seen.kind === "unknown") return seen;
  if (seen.kind === "absent") {
    ownerTags.forget(arn);
    depths.forget(arn);
    reading.shownKeys.forget(arn);
    return seen;
  }
  const { row } = seen;
  const incarnation = String(row.StreamCreationTimestamp?.getTime() ?? "");
  const read = () => readStreamTags(access, awsName);
  const anew = deep && ({ anew: "index" } as const);
  const found = await ownerTags.find({ arn, incarnation, newerThan, index: "main", ...anew, read });
  if (found.kind === "unknown") return unseen(found);

  reading.pace.seen(arn, row.StreamStatus === "CREATING" ? "unsettled" : "settled");
  const health = healthOf(row.StreamStatus, nextLook(reading, arn));
  if (health.kind === "ready") depths.settled(arn);
  if (row.StreamStatus === "UPDATING") depths.forget(arn);
  const depth = await depthOf(reading, awsName, row, `${incarnation}/${modeOf(row)}`);
  const state = toFound(row, found.tags, depth);
  return { kind: "present", arn, ownership: ownershipOf(found.tags, target.instance), state, health };
}

/**
 * How long to wait between two looks at streams on their way, in milliseconds. Only five may be created at once,
 * so in a large fleet every idle moment of a slot counts, and looking is cheap.
 */
export function streamPollMs({ fleet }: AwsAccess): number {
  return isWorthListing(fleet.streams) ? 1_000 : 500;
}

/** One being created is looked at when it is likely to be there, on a tick if the list tells of it. */
export function nextLook({ access, pace }: StreamReading, arn: string): NextLook {
  const untilMs = pace.untilLookMs(arn);
  if (untilMs === undefined) return { afterMs: streamPollMs(access) };
  const isListed = isWorthListing(access.fleet.streams);
  return { afterMs: isListed ? retryDelayMs(access.clock.now(), untilMs) : untilMs, alone: true };
}

/** What both the list and the description tell. */
type StreamRow = Partial<
  Pick<StreamSummary, "StreamARN" | "StreamStatus" | "StreamModeDetails" | "StreamCreationTimestamp">
>;

type Seen = Unseen | { readonly kind: "absent" } | { readonly kind: "row"; readonly row: StreamRow };

/** A stream on its way is described alone, at 20 a second, where the list is long, at 5 pages a second. */
async function see(
  { access, depths }: StreamReading,
  name: string,
  arn: string,
  newerThan: number,
): Promise<Seen> {
  const { streams } = access.fleet;
  if (depths.isSettling(arn) && !isWorthListing(streams)) {
    const row = await describeStream(access, name).catch(absenceAsNothing);
    return row === undefined ? { kind: "absent" } : { kind: "row", row };
  }
  const listing = await streams.get(newerThan);
  if (listing.kind === "unknown") return unseen(listing);
  const row = listing.rows.get(name);
  return row === undefined ? { kind: "absent" } : { kind: "row", row };
}

function toFound(row: StreamRow, tags: Tags, depth: StreamDepths | undefined): StreamFound {
  return {
    fields: { mode: modeOf(row), retentionHours: newStream.retentionHours, ...depth, tags },
    ...(depth === undefined && { unreadable: ["shards", "retentionHours", "encryptionKeyId"] }),
    isDeleting: row.StreamStatus === "DELETING",
  };
}

function modeOf(row: StreamRow): "provisioned" | "onDemand" {
  return row.StreamModeDetails?.StreamMode === "ON_DEMAND" ? "onDemand" : "provisioned";
}

function healthOf(status: string | undefined, next: NextLook): Health {
  if (status === "ACTIVE") return { kind: "ready" };
  return { kind: "progressing", reason: `the stream is ${status}`, ...next };
}

async function depthOf(
  { access, depths, shownKeys }: StreamReading,
  name: string,
  row: StreamRow,
  token: string,
): Promise<StreamDepths | undefined> {
  const arn = streamArn(access.target, name);
  const known = depths.recall(arn, token);
  if (known !== undefined || row.StreamStatus !== "ACTIVE") return known;
  const summary = await describeStream(access, name);
  const { EncryptionType, KeyId } = summary;
  const isEncrypted = EncryptionType === "KMS" && KeyId !== undefined;
  const depth: StreamDepths = {
    shards: summary.OpenShardCount ?? 1,
    retentionHours: summary.RetentionPeriodHours ?? newStream.retentionHours,
    ...(isEncrypted && { encryptionKeyId: shownKeys.toSent(arn, KeyId) }),
  };
  if (summary.StreamStatus === "ACTIVE") depths.keep(arn, depth, token);
  return depth;
}

/** @throws CallError */
export async function describeStream(
  { clients, call }: AwsAccess,
  StreamName: string,
  signal?: AbortSignal,
): Promise<Partial<StreamDescriptionSummary>> {
  const kinesis = await clients.kinesis();
  const command = new DescribeStreamSummaryCommand({ StreamName });
  const name = "kinesis:DescribeStreamSummary";
  const answer = await call(name, (options) => kinesis.send(command, options), signal);
  return answer.StreamDescriptionSummary ?? {};
}

/** @throws CallError */
export async function readStreamTags(
  { clients, call }: AwsAccess,
  StreamName: string,
  signal?: AbortSignal,
): Promise<Tags> {
  const kinesis = await clients.kinesis();
  const read = (ExclusiveStartTagKey: string | undefined) => {
    const command = new ListTagsForStreamCommand({ StreamName, ExclusiveStartTagKey });
    return call("kinesis:ListTagsForStream", (options) => kinesis.send(command, options), signal);
  };
  let tags: Tags = {};
  for (let after: string | undefined; ; ) {
    const page = await read(after);
    tags = { ...tags, ...toTags(page.Tags ?? []) };
    after = page.HasMoreTags ? page.Tags?.at(-1)?.Key : undefined;
    if (after === undefined) return tags;
  }
}
