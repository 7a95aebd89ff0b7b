import type { Target } from "../core/kind.ts";

type Place = Pick<Target, "partition" | "region" | "accountId">;

export function functionArn(place: Place, name: string): string {
  return `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${name}`;
}

export function streamArn(place: Place, name: string): string {
  return `arn:${place.partition}:kinesis:${place.region}:${place.accountId}:stream/${name}`;
}

/** Without the `:*` that some of CloudWatch Logs' answers end in: tagging wants it so. */
export function logGroupArn(place: Place, name: string): string {
  return `arn:${place.partition}:logs:${place.region}:${place.accountId}:log-group:${name}`;
}

/** @param path begins and ends with `/` */
export function roleArn(place: Place, path: string, name: string): string {
  return `arn:${place.partition}:iam::${place.accountId}:role${path}${name}`;
}

export function mappingArn(place: Place, uuid: string): string {
  return `arn:${place.partition}:lambda:${place.region}:${place.accountId}:event-source-mapping:${uuid}`;
}

/** The path of the roles of an instance. */
export function rolePath(instance: string): string {
  return `/xflow/${instance}/`;
}

/** `aws`, `aws-cn`, `aws-us-gov` */
export function partitionOf(arn: string): string {
  return arn.split(":")[1] ?? "aws";
}

/** A function's ARN without version or alias `$LATEST`: they are the same function. */
export function withoutLatest(arn: string): string {
  return arn.replace(/:\$LATEST$/, "");
}

/** @param arn without version or alias */
export function functionNameOfArn(arn: string): string {
  return nameAfter(arn, ":function:");
}

export function streamNameOfArn(arn: string): string {
  return nameAfter(arn, ":stream/");
}

export function logGroupOfArn(arn: string): string {
  return nameAfter(arn, ":log-group:").replace(/:\*$/, "");
}

function nameAfter(arn: string, marker: string): string {
  return arn.slice(arn.indexOf(marker) + marker.length);
}
