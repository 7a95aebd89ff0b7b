import type { LogGroupResource, Tags } from "../../api/resource.ts";
import type { Target } from "../../core/kind.ts";
import { wantedTags } from "../../core/tag-diff.ts";

/** Where a group's events are forwarded. */
export type Destination = {
  readonly arn: string;
  readonly roleArn?: string;
  readonly filterPattern: string;
};

/** What is managed of a log group. */
export type LogGroupFields = {
  readonly retentionDays?: number;
  readonly kmsKeyArn?: string;
  readonly destination?: Destination;
  readonly tags: Tags;
};

export function desireLogGroup({ key, spec }: LogGroupResource, { instance }: Target): LogGroupFields {
  return {
    ...(spec.retentionDays !== undefined && { retentionDays: spec.retentionDays }),
    ...(spec.kmsKeyArn !== undefined && { kmsKeyArn: spec.kmsKeyArn }),
    ...(spec.destination !== undefined && { destination: spec.destination }),
    tags: wantedTags(spec.tags, { instance, resource: key }),
  };
}
