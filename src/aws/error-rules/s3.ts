import { denied, dependency, type ErrorRule, invalid, rulesOf, terminal } from "../error-rule.ts";

/** What reading a package may meet. A HEAD has no body: the SDK names its errors by the status. */
export const s3Rules: readonly ErrorRule[] = rulesOf("s3", [
  {
    error: /^(NoSuchKey|NoSuchBucket|NoSuchVersion|NotFound|404)$/,
    disposition: dependency,
    reason: "the package is not in S3",
  },
  {
    operation: /^HeadObject$/,
    error: /^(Forbidden|403)$/,
    disposition: denied,
    reason: "s3:GetObject is missing; without s3:ListBucket also said of an object that is not there",
  },
  {
    error: /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|301)$/,
    disposition: terminal("WrongRegion"),
    reason: "the bucket is in another region",
  },
  {
    error: /^(InvalidObjectState|InvalidBucketName|InvalidArgument|KeyTooLongError|MethodNotAllowed)$/,
    disposition: invalid,
    reason: "not an object that can be read: archived, deleted, or no such name",
  },
]);
