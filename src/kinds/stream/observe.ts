import {
  DescribeStreamSummaryCommand,
  ListTagsForStreamCommand,
  type StreamSummary,
} from "@aws-sdk/client-kinesis";
import type { StreamResource, Tags } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { streamArn } from "../../aws/arn.ts";
import type { DeepReads } from "../../aws/deep-reads.ts";
import { toTags } from "../../aws/owner-tags.ts";
import type { Freshness } from "../../core/kind.ts";
import type { Health, Observation } from "../../core/observation.ts";
import { ownershipOf } from "../../core/ownership.ts";
import { newStream } from "./desired.ts";
import type { StreamFound } from "./plan.ts";

/** What ListStreams leaves out. */
export interface StreamDepths {
  readonly shards: number;
  readonly retentionHours: number;
  readonly encryptionKeyId?: string;
}

export interface StreamReading {
  readonly access: AwsAccess;
  readonly depths: DeepReads<StreamDepths>;
}

const creatingPollMs = 1_000;
const updatingPollMs = 2_000;

/**
 * Status and mode from the shared list; the rest is read once and remembered, until we write or the stream is
 * seen changing. It is not read while the stream is busy, when it would be out of date at once.
 */
export async function observeStream(
  { access, depths }: StreamReading,
  { awsName }: StreamResource,
  { newerThan }: Freshness,
): Promise<Observation<StreamFound>> {
  const { fleet, target, ownerTags } = access;
  const arn = streamArn(target, awsName);
  const streams = await fleet.streams.get(newerThan);
  if (streams.kind === "unknown") return { kind: "unknown", reason: streams.reason };
  const row = streams.rows.get(awsName);
  if (row === undefined) {
    ownerTags.forget(arn);
    depths.forget(arn);
    return { kind: "absent" };
  }
  const incarnation = String(row.StreamCreationTimestamp?.getTime() ?? "");
  const read = () => readTags(access, awsName);
  const found = await ownerTags.find({ arn, incarnation, newerThan, index: "main", read });
  if (found.kind === "unknown") return { kind: "unknown", reason: found.reason };

  if (row.StreamStatus === "UPDATING") depths.forget(arn);
  const health = healthOf(row.StreamStatus);
  const token = `${incarnation}/${modeOf(row)}`;
  const depth =
    depths.recall(arn, token) ??
    (health.kind === "ready" ? await readDepths({ access, depths }, awsName, arn, token) : undefined);
  const state = toFound(row, found.tags, depth);
  return { kind: "present", arn, ownership: ownershipOf(found.tags, target.instance), state, health };
}

function toFound(row: StreamSummary, tags: Tags, depth: StreamDepths | undefined): StreamFound {
  return {
    fields: { mode: modeOf(row), retentionHours: newStream.retentionHours, ...depth, tags },
    ...(depth === undefined && { unreadable: ["shards", "retentionHours", "encryptionKeyId"] }),
    isDeleting: row.StreamStatus === "DELETING",
  };
}

function modeOf(row: StreamSummary): "provisioned" | "onDemand" {
  return row.StreamModeDetails?.StreamMode === "ON_DEMAND" ? "onDemand" : "provisioned";
}

function healthOf(status: string | undefined): Health {
  if (status === "ACTIVE") return { kind: "ready" };
  const afterMs = status === "UPDATING" ? updatingPollMs : creatingPollMs;
  return { kind: "progressing", reason: `the stream is ${status}`, afterMs };
}

async function readDepths(
  { access, depths }: StreamReading,
  StreamName: string,
  arn: string,
  token: string,
): Promise<StreamDepths> {
  const { clients, call } = access;
  const kinesis = await clients.kinesis();
  const command = new DescribeStreamSummaryCommand({ StreamName });
  const name = "kinesis:DescribeStreamSummary";
  const { StreamDescriptionSummary: summary } = await call(name, (options) => kinesis.send(command, options));
  const isEncrypted = summary?.EncryptionType === "KMS" && summary.KeyId !== undefined;
  const depth = {
    shards: summary?.OpenShardCount ?? 1,
    retentionHours: summary?.RetentionPeriodHours ?? newStream.retentionHours,
    ...(isEncrypted && { encryptionKeyId: summary.KeyId }),
  } as StreamDepths;
  if (summary?.StreamStatus === "ACTIVE") depths.keep(arn, depth, token);
  return depth;
}

async function readTags({ clients, call }: AwsAccess, StreamName: string): Promise<Tags> {
  const kinesis = await clients.kinesis();
  const read = (ExclusiveStartTagKey: string | undefined) => {
    const command = new ListTagsForStreamCommand({ StreamName, ExclusiveStartTagKey });
    return call("kinesis:ListTagsForStream", (options) => kinesis.send(command, options));
  };
  let tags: Tags = {};
  for (let after: string | undefined; ; ) {
    const page = await read(after);
    tags = { ...tags, ...toTags(page.Tags ?? []) };
    after = page.HasMoreTags ? page.Tags?.at(-1)?.Key : undefined;
    if (after === undefined) return tags;
  }
}
