import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { invalidParameter } from "./errors.ts";
import { groupArn, type LogOwner } from "./log-names.ts";
import type { Delivered, Destinations, ServiceCaller } from "./ports.ts";
import type { SubscriptionFilter } from "./subscription-filter.ts";
import { controlMessage } from "./subscription-record.ts";

/** Where a filter's messages go. */
export interface SubscriptionDestination {
  /** Largest message, in bytes. */
  readonly maxBytes: number;
  /** @param message gzipped JSON @param stream that its events are of */
  deliver(message: Uint8Array, stream: string): Promise<Delivered>;
}

/** What is known of a filter before it is kept. */
export type FilterRoute = Pick<SubscriptionFilter, "destinationArn" | "roleArn" | "distribution">;

/** A Kinesis record with its partition key, and the payload of an asynchronous invocation. */
const maxRecordBytes = 1_048_576 - 256;
const maxPayloadBytes = 1_048_576;
/** `{"awslogs":{"data":"…"}}` in base64, which is 4 bytes for 3. */
const maxInvokedBytes = Math.floor(((maxPayloadBytes - 32) * 3) / 4);

const arnPattern = /^arn:aws[\w-]*:(?<service>[a-z]+):(?<region>[a-z0-9-]*):(?<account>\d*):(?<resource>.+)$/;

interface RoutedGroup extends LogOwner {
  readonly group: string;
}

/** A delivery looks at the destination as it is at that moment. */
export function destinationOf(
  { streams, functions, roles }: Destinations,
  owner: RoutedGroup,
  { destinationArn, roleArn = "", distribution }: FilterRoute,
): SubscriptionDestination {
  if (vendorOf(destinationArn) === "lambda") {
    return {
      maxBytes: maxInvokedBytes,
      deliver: async (message) =>
        functions.send(destinationArn, toInvocation(message), callerFor(owner, owner.group)),
    };
  }
  return {
    maxBytes: maxRecordBytes,
    deliver: async (data, stream) => {
      if (!roles.isAssumableBy(roleArn, principalsIn(owner.region))) return "refused";
      const partitionKey = distribution === "Random" ? randomUUID() : keyOfStream(stream);
      return streams.put(destinationArn, { partitionKey, data });
    },
  };
}

/**
 * Refuses a destination that AWS would not take, and sends it the test message.
 * @throws AwsError `InvalidParameterException`, `AccessDeniedException`, `ValidationException`
 * Rule: CloudWatch Logs API, PutSubscriptionFilter; texts as AWS answers.
 */
export async function tryDestination(
  destinations: Destinations,
  owner: RoutedGroup,
  route: FilterRoute,
  now: number,
): Promise<void> {
  const vendor = vendorOf(route.destinationArn);
  const isLambda = vendor === "lambda";
  if (isLambda) checkFunction(destinations, owner, route);
  else if (vendor === "kinesis") checkStream(destinations, owner, route);
  else throw unknownVendor(vendor);
  const { deliver } = destinationOf(destinations, owner, route);
  const message = controlMessage(isLambda ? "Lambda function" : "Kinesis stream", now);
  if ((await deliver(message, "")) !== "taken") throw isLambda ? notExecuted() : notDelivered();
}

function checkFunction(
  { functions }: Destinations,
  owner: LogOwner,
  { destinationArn, roleArn }: FilterRoute,
) {
  if (roleArn !== undefined) {
    throw invalidParameter("destinationArn for vendor lambda cannot be used with roleArn");
  }
  const { region, account } = partsOf(destinationArn);
  if (region !== owner.region) {
    throw invalidParameter(
      `The function ${destinationArn} is not in the log group's region, ${owner.region}.`,
    );
  }
  if (account !== owner.accountId || !functions.exists(destinationArn)) {
    throw new AwsError(
      "AccessDeniedException",
      "Cross-account delivery to a Lambda function is not allowed.",
    );
  }
}

function checkStream(
  { streams, roles }: Destinations,
  owner: LogOwner,
  { destinationArn, roleArn }: FilterRoute,
) {
  if (roleArn === undefined) {
    throw invalidParameter("destinationArn for vendor kinesis cannot be used without roleArn");
  }
  if (partsOf(roleArn)["account"] !== owner.accountId) {
    throw new AwsError("AccessDeniedException", "Cross-account pass role is not allowed.");
  }
  if (!roles.isAssumableBy(roleArn, principalsIn(owner.region))) {
    throw new AwsError(
      "ValidationException",
      "Make sure you have given CloudWatch Logs permission to assume the provided role.",
    );
  }
  const { region } = partsOf(destinationArn);
  if (region !== owner.region || !streams.isActive(destinationArn)) throw notDelivered();
}

function unknownVendor(vendor: string | undefined): AwsError {
  return vendor === "firehose" || vendor === "logs"
    ? invalidParameter(`Destinations of ${vendor} are not supported by the embedded AWS.`)
    : invalidParameter(
        `PutSubscriptionFilter operation cannot work with destinationArn for vendor ${vendor ?? "(no ARN)"}`,
      );
}

const notDelivered = () =>
  invalidParameter(
    "Could not deliver test message to specified Kinesis stream. Check if the given Kinesis stream is in ACTIVE state. ",
  );

const notExecuted = () =>
  invalidParameter(
    "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
  );

const partsOf = (arn: string) => arnPattern.exec(arn)?.groups ?? {};
const vendorOf = (arn: string): string | undefined => partsOf(arn)["service"];

/** The service goes by its global and by its regional name. */
const principalsIn = (region: string) => ["logs.amazonaws.com", `logs.${region}.amazonaws.com`];

function callerFor(owner: LogOwner, group: string): ServiceCaller {
  const sourceArn = `${groupArn(owner, group)}:*`;
  return { principals: principalsIn(owner.region), sourceArn, sourceAccount: owner.accountId };
}

function toInvocation(message: Uint8Array): Uint8Array {
  return Buffer.from(JSON.stringify({ awslogs: { data: Buffer.from(message).toString("base64") } }));
}

/** The events of one log stream stay in one shard, in order. */
function keyOfStream(stream: string): string {
  return createHash("sha256").update(stream).digest("hex").slice(0, 32);
}
