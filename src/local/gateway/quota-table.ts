import { AwsError } from "../aws-error.ts";

/** A rate limit of AWS: calls of one bucket in one account and region draw on the same tokens. */
export interface Quota {
  readonly bucket: string;
  readonly perSecond: number;
}

/** Per second, for operations with a bucket of their own. Source: Lambda, Kinesis and CloudWatch Logs quotas pages. */
const OWN_BUCKETS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  lambda: { GetFunction: 100, GetPolicy: 15 },
  kinesis: {
    AddTagsToStream: 5,
    CreateStream: 5,
    DecreaseStreamRetentionPeriod: 5,
    DeleteStream: 5,
    DescribeLimits: 1,
    DescribeStream: 10,
    DescribeStreamSummary: 20,
    IncreaseStreamRetentionPeriod: 5,
    ListStreams: 5,
    ListTagsForStream: 5,
    MergeShards: 5,
    RemoveTagsFromStream: 5,
    SplitShard: 5,
    StartStreamEncryption: 5,
    StopStreamEncryption: 5,
    UpdateShardCount: 10,
  },
  logs: {
    CreateLogGroup: 10,
    CreateLogStream: 50,
    DescribeLogGroups: 10,
    DescribeSubscriptionFilters: 5,
    FilterLogEvents: 10,
    GetLogEvents: 25,
    ListTagsForResource: 5,
    PutLogEvents: 5000,
    PutRetentionPolicy: 5,
    TagResource: 5,
  },
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
export function quotaOf(service: string, operation: string): Quota | undefined {
  const own = OWN_BUCKETS[service]?.[operation];
  if (own !== undefined) return { bucket: operation, perSecond: own };
  if (NOT_METERED.has(`${service}:${operation}`)) return undefined;
  if (service === "lambda") return LAMBDA_SHARED;
  if (service === "iam") return { bucket: operation, perSecond: IAM_PER_OPERATION };
  return service === "sts" ? STS_SHARED : undefined;
}

/** The error by which a service says that a bucket is empty; each has its own. */
export function throttleError(service: string, operation: string): AwsError {
  switch (service) {
    case "lambda":
      return new AwsError("TooManyRequestsException", "Rate exceeded", 429, {
        Reason: "CallerRateLimitExceeded",
        Type: "User",
      });
    case "kinesis":
      return new AwsError("LimitExceededException", `Rate exceeded for ${operation}.`);
    case "tagging":
      return new AwsError("ThrottledException", "Rate exceeded");
    case "logs":
      return new AwsError("ThrottlingException", "Rate exceeded");
    default:
      return new AwsError("Throttling", "Rate exceeded");
  }
}
