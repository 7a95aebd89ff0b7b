/** A rate limit of AWS: calls of one bucket in one account and region draw on the same tokens. */
export interface Quota {
  readonly bucket: string;
  readonly perSecond: number;
}

/** Calls a second; where regions differ, those that differ. */
type Rate = number | ({ readonly elsewhere: number } & Readonly<Record<string, number>>);

/**
 * Per second, for operations with a bucket of their own. What is not here is not metered: AWS names no rate
 * for it, or one per stream or shard, which the service itself keeps.
 * Source: Lambda, CloudWatch Logs and Tag Editor quotas pages; Kinesis API model; for the operations on one
 * stream of which neither says anything, the rate of their like.
 */
const OWN_BUCKETS: Readonly<Record<string, Readonly<Record<string, Rate>>>> = {
  lambda: { GetFunction: 100, GetPolicy: 15 },
  kinesis: {
    AddTagsToStream: 5,
    CreateStream: 5,
    DecreaseStreamRetentionPeriod: 5,
    DeleteStream: 5,
    DescribeLimits: 1,
    DescribeStream: 10,
    DescribeStreamSummary: 20,
    DisableEnhancedMonitoring: 5,
    EnableEnhancedMonitoring: 5,
    IncreaseStreamRetentionPeriod: 5,
    ListStreams: 5,
    ListTagsForResource: 5,
    ListTagsForStream: 5,
    MergeShards: 5,
    RemoveTagsFromStream: 5,
    SplitShard: 5,
    StartStreamEncryption: 5,
    StopStreamEncryption: 5,
    TagResource: 5,
    UntagResource: 5,
    UpdateMaxRecordSize: 5,
    UpdateShardCount: 10,
    UpdateStreamMode: 5,
  },
  logs: {
    AssociateKmsKey: 5,
    CreateLogGroup: 10,
    CreateLogStream: 50,
    DeleteLogGroup: 10,
    DeleteLogStream: 15,
    DeleteRetentionPolicy: 5,
    DeleteSubscriptionFilter: 5,
    DescribeLogGroups: 10,
    DescribeLogStreams: 25,
    DescribeSubscriptionFilters: 5,
    DisassociateKmsKey: 5,
    FilterLogEvents: { elsewhere: 10, "us-east-1": 25, "eu-central-1": 5 },
    GetLogEvents: { elsewhere: 25, "us-west-2": 10, "eu-west-1": 10, "eu-central-1": 10, "eu-west-3": 30 },
    ListLogGroups: 10,
    ListTagsForResource: 5,
    PutLogEvents: 5000,
    PutLogGroupDeletionProtection: 5,
    PutRetentionPolicy: 5,
    PutSubscriptionFilter: 5,
    TagResource: 5,
    UntagResource: 5,
  },
  dynamodb: { TagResource: 5, UntagResource: 5 },
  tagging: { GetResources: 15 },
};

/** Lambda's data plane, which the control plane's bucket does not meter. */
const NOT_METERED = new Set(["lambda:Invoke", "lambda:InvokeAsync", "lambda:InvokeWithResponseStream"]);

/** All of Lambda's control plane apart from GetFunction and GetPolicy, together. */
const LAMBDA_SHARED: Quota = { bucket: "control plane", perSecond: 15 };
/** AWS publishes no numbers for IAM; this is a careful guess. */
const IAM_PER_OPERATION = 5;
/** All of STS together. */
const STS_SHARED: Quota = { bucket: "all", perSecond: 600 };

/** @returns undefined for an operation without a rate limit here */
export function quotaOf(service: string, operation: string, region: string): Quota | undefined {
  const own = OWN_BUCKETS[service]?.[operation];
  if (own !== undefined) return { bucket: operation, perSecond: rateIn(region, own) };
  if (NOT_METERED.has(`${service}:${operation}`)) return undefined;
  if (service === "lambda") return LAMBDA_SHARED;
  if (service === "iam") return { bucket: operation, perSecond: IAM_PER_OPERATION };
  return service === "sts" ? STS_SHARED : undefined;
}

function rateIn(region: string, rate: Rate): number {
  return typeof rate === "number" ? rate : (rate[region] ?? rate.elsewhere);
}
