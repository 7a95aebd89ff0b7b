import { gunzipSync } from "node:zlib";
import type { Delivered, Destinations, ServiceCaller } from "../../src/local/logs/ports.ts";

/** A message of a subscription filter, unpacked. */
export interface FilterMessage {
  readonly messageType: string;
  readonly logEvents: readonly {
    readonly id: string;
    readonly timestamp: number;
    readonly message: string;
  }[];
  readonly [member: string]: unknown;
}

/** Destinations of subscription filters that note what reaches them and answer as told. */
export interface ModelDestinations extends Destinations {
  /** In order of arrival, control messages too. */
  readonly received: {
    readonly arn: string;
    readonly message: FilterMessage;
    readonly key?: string;
    readonly caller?: ServiceCaller;
  }[];
  /** The next answers; without any, everything is taken. */
  readonly answers: Delivered[];
  /** ARNs of which nothing exists. */
  readonly missing: Set<string>;
}

export function createModelDestinations(): ModelDestinations {
  const received: ModelDestinations["received"] = [];
  const answers: Delivered[] = [];
  const missing = new Set<string>();
  return {
    received,
    answers,
    missing,
    streams: {
      isActive: (arn) => !missing.has(arn),
      put: async (arn, { partitionKey, data }) => {
        received.push({ arn, message: unpackMessage(data), key: partitionKey });
        return answers.shift() ?? "taken";
      },
    },
    functions: {
      exists: (arn) => !missing.has(arn),
      send: (arn, payload, caller) => {
        received.push({ arn, message: unpackInvocation(payload), caller });
        return answers.shift() ?? "taken";
      },
    },
    roles: { isAssumableBy: (arn) => !missing.has(arn) },
  };
}

/** @param data as a Kinesis record holds it */
export function unpackMessage(data: Uint8Array): FilterMessage {
  return JSON.parse(gunzipSync(data).toString("utf8")) as FilterMessage;
}

/** @param payload as a function gets it */
export function unpackInvocation(payload: Uint8Array | string): FilterMessage {
  const event = JSON.parse(Buffer.from(payload).toString("utf8")) as { awslogs: { data: string } };
  return unpackMessage(Buffer.from(event.awslogs.data, "base64"));
}
