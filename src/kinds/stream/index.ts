import type { StreamResource } from "../../api/resource.ts";
import type { AwsAccess } from "../../aws/access.ts";
import { streamArn } from "../../aws/arn.ts";
import { defineKind } from "../../core/define-kind.ts";
import { createSettleEstimate } from "../../core/settle-estimate.ts";
import { type IndexedKind, ownedByIndex } from "../owned-by-index.ts";
import { applyStream } from "./apply.ts";
import { streamFields } from "./diff.ts";
import { nextLook, observeStream, type StreamDepths, type StreamReading } from "./observe.ts";
import { planStream, type StreamAction, type StreamFound } from "./plan.ts";
import { type StreamRemoval, streamRemains } from "./remains.ts";
import { removeStream } from "./remove.ts";
import { streamRights } from "./rights.ts";
import { createShownKeys } from "./shown-keys.ts";

/** Kinesis streams: one event each. Never replaced, since their records would be lost. */
export function createStreamKind(access: AwsAccess) {
  const reading: StreamReading = {
    access,
    depths: access.deepReads<StreamDepths>("Stream"),
    pace: createSettleEstimate(access.clock),
    shownKeys: createShownKeys(),
  };
  const indexed: IndexedKind = { kind: "Stream", marker: ":stream/", listOf: () => access.fleet.streams };
  return defineKind<StreamResource, StreamFound, StreamAction, StreamRemoval>({
    name: "Stream",
    settling: ({ awsName }) => nextLook(reading, streamArn(access.target, awsName)),
    fields: streamFields,
    rights: streamRights,
    dependencies: () => [],
    predictArn: ({ awsName }, target) => streamArn(target, awsName),
    observe: (resource, freshness) => observeStream(reading, resource, freshness),
    hasDepths: () => true,
    plan: planStream,
    apply: (action, resource, signal) => applyStream(reading, action, resource, signal),
    identityOf: ({ awsName }) => ({ awsName }),
    remains: (key, identity, signal) => streamRemains(access, key, identity, signal),
    remove: (_, identity, signal) => removeStream(reading, identity, signal),
    owned: (newerThan) => ownedByIndex(access, indexed, newerThan),
  });
}
