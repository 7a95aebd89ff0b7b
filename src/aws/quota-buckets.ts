/** A rate limit of AWS: calls of one bucket in one account and region draw on the same tokens. */
export interface QuotaBucket {
  readonly bucket: string;
  readonly perSecond: number;
}

/**
 * Operations with a rate of their own, per second. Sources: Kinesis API model ("this operation has a limit
 * of"), CloudWatch Logs quotas page, Lambda quotas page, Tag Editor quotas page.
 */
const ownRates: Readonly<Record<string, number>> = {
  "lambda:GetFunction": 100,
  "lambda:GetPolicy": 15,
  "kinesis:AddTagsToStream": 5,
  "kinesis:CreateStream": 5,
  "kinesis:DecreaseStreamRetentionPeriod": 5,
  "kinesis:DeleteStream": 5,
  "kinesis:DescribeLimits": 1,
  "kinesis:DescribeStreamSummary": 20,
  "kinesis:IncreaseStreamRetentionPeriod": 5,
  "kinesis:ListStreams": 5,
  "kinesis:ListTagsForStream": 5,
  "kinesis:RemoveTagsFromStream": 5,
  "kinesis:StartStreamEncryption": 5,
  "kinesis:StopStreamEncryption": 5,
  "kinesis:UpdateShardCount": 10,
  "kinesis:UpdateStreamMode": 5,
  "logs:AssociateKmsKey": 5,
  "logs:CreateLogGroup": 10,
  "logs:DeleteLogGroup": 10,
  "logs:DeleteRetentionPolicy": 5,
  "logs:DeleteSubscriptionFilter": 5,
  "logs:DescribeLogGroups": 10,
  "logs:DescribeSubscriptionFilters": 5,
  "logs:DisassociateKmsKey": 5,
  "logs:ListTagsForResource": 5,
  "logs:PutRetentionPolicy": 5,
  "logs:PutSubscriptionFilter": 5,
  "logs:TagResource": 5,
  "logs:UntagResource": 5,
  "tag:GetResources": 15,
};

/** What the rest of a service shares; IAM publishes no rates, and counts each operation on its own. */
const serviceRates: Readonly<Record<string, number>> = { lambda: 15, iam: 5, sts: 100, s3: 100 };

/** Not in the tables: metered, but no rate is published. */
const unpublishedRate = 5;

/** The bucket of a call. All of Lambda's control plane except two operations is one. */
export function quotaBucketOf(service: string, operation: string): QuotaBucket {
  const call = `${service}:${operation}`;
  const own = ownRates[call];
  if (own !== undefined) return { bucket: call, perSecond: own };
  const perSecond = serviceRates[service] ?? unpublishedRate;
  return { bucket: service === "lambda" ? "lambda" : call, perSecond };
}
