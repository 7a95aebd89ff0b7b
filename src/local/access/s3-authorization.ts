import { isObject } from "../members.ts";
import { readXml } from "../s3/xml.ts";
import type { AccessContext } from "./access-request.ts";
import {
  type Authorization,
  anywhere,
  type CallToAuthorize,
  type Need,
  type Needs,
  textOf,
} from "./authorization.ts";

/** Rule: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3". */
export const s3Authorization: Authorization = {
  CreateBucket: onBucket("s3:CreateBucket"),
  DeleteBucket: onBucket("s3:DeleteBucket"),
  DeleteObject: (call) => [objectNeed(call, deletionOf(call.input["versionId"]))],
  DeleteObjects: (call) => doomedObjects(call),
  GetBucketLocation: onBucket("s3:GetBucketLocation"),
  GetBucketVersioning: onBucket("s3:GetBucketVersioning"),
  GetObject: (call) => [objectNeed(call, readingOf(call))],
  HeadBucket: onBucket("s3:ListBucket"),
  HeadObject: (call) => [objectNeed(call, readingOf(call))],
  ListBuckets: anywhere("s3:ListAllMyBuckets"),
  ListObjectsV2: onBucket("s3:ListBucket", ({ input }) => ({
    "s3:prefix": textOf(input, "prefix"),
    "s3:delimiter": textOf(input, "delimiter"),
    "s3:max-keys": textOf(input, "max-keys"),
  })),
  PutBucketVersioning: onBucket("s3:PutBucketVersioning"),
  PutObject: (call) => [objectNeed(call, "s3:PutObject")],
};

/** Who may list a bucket is told that a key does not exist; others are just refused. */
export const mayListBucket = (call: CallToAuthorize): Need => ({
  action: "s3:ListBucket",
  resource: bucketArn(call),
});

function onBucket(action: string, contextOf?: (call: CallToAuthorize) => AccessContext): Needs {
  return (call) => [{ action, resource: bucketArn(call), context: contextOf?.(call) ?? {} }];
}

function objectNeed(call: CallToAuthorize, action: string): Need {
  const context = { "s3:VersionId": textOf(call.input, "versionId") };
  return { action, resource: `${bucketArn(call)}/${textOf(call.input, "Key") ?? ""}`, context };
}

const readingOf = ({ input }: CallToAuthorize) =>
  input["versionId"] === undefined ? "s3:GetObject" : "s3:GetObjectVersion";

const deletionOf = (versionId: unknown) =>
  versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";

/** AWS answers for each key on its own; here one that may not be deleted refuses them all. */
function doomedObjects(call: CallToAuthorize): readonly Need[] {
  const { Object: objects } = readXml(call.body, "Delete", ["Object"]) ?? {};
  return [objects ?? []]
    .flat()
    .filter(isObject)
    .map((object) => ({
      action: deletionOf(object["VersionId"]),
      resource: `${bucketArn(call)}/${String(object["Key"])}`,
    }));
}

const bucketArn = ({ input }: CallToAuthorize) => `arn:aws:s3:::${textOf(input, "Bucket") ?? ""}`;
