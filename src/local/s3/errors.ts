import { AwsError } from "../aws-error.ts";

export const noSuchBucket = (bucket: string) =>
  new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: bucket });

export const noSuchKey = (key: string) =>
  new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });

export const noSuchVersion = (key: string, versionId: string) =>
  new AwsError("NoSuchVersion", "The specified version does not exist.", 404, {
    Key: key,
    VersionId: versionId,
  });

export const otherRegion = (region: string) =>
  new AwsError(
    "PermanentRedirect",
    `The bucket is in this region: ${region}. Please use this region to retry the request`,
    301,
  );

export const notImplemented = (what: string) =>
  new AwsError("NotImplemented", `${what} is not supported by the embedded AWS`, 501);

export const invalidArgument = (message: string) => new AwsError("InvalidArgument", message);

export const malformedXml = () =>
  new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
