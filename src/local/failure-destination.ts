import type { Clock } from "./clock.ts";
import { toFailureObject } from "./mapping/failure-object.ts";
import type { FailureDestination } from "./mapping/ports.ts";
import type { ObjectWriter } from "./s3/create-s3.ts";

export interface FailureDestinationDeps {
  readonly clock: Clock;
  readonly buckets: ObjectWriter;
}

/** Sends what mappings discard to the service that the destination's ARN names. SNS is not offered. */
export function createFailureDestination({ clock, buckets }: FailureDestinationDeps): FailureDestination {
  return {
    exists: (arn) => {
      const { service, resource } = parts(arn);
      return service === "s3" && buckets.bucketExists(resource);
    },
    send: async (arn, message) => {
      const { key, body } = toFailureObject(message, clock.now());
      await buckets.putObject(parts(arn).resource, key, Buffer.from(body, "utf8"));
    },
  };
}

function parts(arn: string): { readonly service: string; readonly resource: string } {
  const [, , service = "", , , ...resource] = arn.split(":");
  return { service, resource: resource.join(":") };
}
