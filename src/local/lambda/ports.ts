/** What Lambda's control plane reads from its neighbours. */

/** S3, for `Code: { S3Bucket, S3Key, S3ObjectVersion }`. */
export interface ObjectReader {
  /** @throws AwsError `NoSuchBucket` or `NoSuchKey` */
  read(bucket: string, key: string, versionId: string | undefined): Promise<Uint8Array>;
}

/** IAM, for the execution role. */
export interface RoleReader {
  /** Whether the role exists, trusts lambda.amazonaws.com, and is old enough to have propagated. */
  isAssumableByLambda(roleArn: string): boolean;
}
