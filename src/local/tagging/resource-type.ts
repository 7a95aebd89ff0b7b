/**
 * The type of a resource in the tagging API's words, from its ARN: `service:kind`, e.g. `kinesis:stream`
 * of `arn:aws:kinesis:us-east-1:000000000000:stream/words`. Queues and buckets have no kind in their ARN.
 */
export function resourceTypeOf(arn: string): string {
  const [, , service = "", , , ...resource] = arn.split(":");
  if (service === "s3") return "s3:bucket";
  if (service === "sqs") return "sqs:queue";
  const kind = resource.join(":").split(/[:/]/)[0] ?? "";
  return `${service}:${kind}`;
}

/** @param filter `service` or `service:kind` */
export function isOfType(arn: string, filter: string): boolean {
  const type = resourceTypeOf(arn);
  return filter === type || filter === type.split(":")[0];
}
