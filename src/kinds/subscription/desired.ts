import type { SubscriptionResource, Tags } from "../../api/resource.ts";
import type { Target } from "../../core/kind.ts";
import type { JsonValue } from "../../core/plan.ts";
import { wantedTags } from "../../core/tag-diff.ts";

/** What is managed of an event source mapping. */
export type SubscriptionFields = {
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly parallelizationFactor: number;
  readonly maxRetryAttempts: number;
  readonly maxRecordAgeSeconds: number;
  readonly bisectOnError: boolean;
  readonly reportBatchItemFailures: boolean;
  /** Patterns, any of which lets a record through. */
  readonly filter: readonly JsonValue[];
  readonly onFailureArn?: string;
  readonly enabled?: boolean;
  readonly startingPosition: string;
  readonly tags: Tags;
};

export function desireSubscription(
  { key, spec }: SubscriptionResource,
  { instance }: Target,
): SubscriptionFields {
  return {
    batchSize: spec.batchSize,
    batchWindowSeconds: spec.batchWindowSeconds,
    parallelizationFactor: spec.parallelizationFactor,
    maxRetryAttempts: spec.maxRetryAttempts,
    maxRecordAgeSeconds: spec.maxRecordAgeSeconds,
    bisectOnError: spec.bisectOnError,
    reportBatchItemFailures: spec.reportBatchItemFailures,
    filter: spec.filter as readonly JsonValue[],
    ...(spec.onFailureArn !== undefined && { onFailureArn: spec.onFailureArn }),
    ...(spec.enabled !== undefined && { enabled: spec.enabled }),
    startingPosition: spec.startingPosition,
    tags: wantedTags(spec.tags, { instance, resource: key }),
  };
}
