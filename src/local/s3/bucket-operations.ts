import { AwsError } from "../aws-error.ts";
import type { RawRequest, RawResponse } from "../service.ts";
import { malformedXml, notImplemented } from "./errors.ts";
import type { BucketRow } from "./object-model.ts";
import type { S3Call, S3Context, S3Handler } from "./s3-context.ts";
import { readXml, xmlResponse } from "./xml.ts";

const defaultRegion = "us-east-1";
const noContent: RawResponse = { status: 204 };

export function bucketOperations({ store, clock }: S3Context) {
  return {
    ListBuckets: ({ request }: S3Call) =>
      xmlResponse("ListAllMyBucketsResult", {
        Owner: { ID: request.accountId },
        Buckets: {
          Bucket: store.buckets().map(({ name, createdAt, region }) => ({
            Name: name,
            CreationDate: new Date(createdAt).toISOString(),
            BucketRegion: region,
          })),
        },
      }),
    CreateBucket: async ({ request, bucket }: S3Call) => {
      checkName(bucket);
      checkLocation(request);
      const known = store.findBucket(bucket);
      // Only us-east-1 takes a second creation by the owner for a success.
      if (known !== undefined && request.region !== defaultRegion) {
        throw new AwsError(
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          409,
        );
      }
      if (known === undefined) {
        await store.putBucket({ name: bucket, region: request.region, createdAt: clock.now() });
      }
      return { status: 200, headers: { location: `/${bucket}` } };
    },
    HeadBucket: ({ bucket }: S3Call) => ({
      status: 200,
      headers: { "x-amz-bucket-region": store.bucket(bucket).region },
    }),
    DeleteBucket: async ({ bucket }: S3Call) => {
      store.bucket(bucket);
      if (!store.isEmpty(bucket)) {
        throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
      }
      await store.deleteBucket(bucket);
      return noContent;
    },
    GetBucketLocation: ({ bucket }: S3Call) => {
      const { region } = store.bucket(bucket);
      return xmlResponse("LocationConstraint", { "#text": region === defaultRegion ? "" : region });
    },
    GetBucketVersioning: ({ bucket }: S3Call) =>
      xmlResponse("VersioningConfiguration", { Status: store.bucket(bucket).versioning }),
    PutBucketVersioning: async ({ request, bucket }: S3Call) => {
      const row = store.bucket(bucket);
      await store.putBucket({ ...row, versioning: readVersioning(request) });
      return { status: 200 };
    },
  } satisfies Record<string, S3Handler>;
}

/** Rule: S3 user guide, "General purpose bucket naming rules". */
function checkName(bucket: string): void {
  const isValid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) && !bucket.includes("..");
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(bucket);
  if (!isValid || isAddress) throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
}

function checkLocation({ body, region }: RawRequest): void {
  const { LocationConstraint = defaultRegion, ...others } =
    readXml(body, "CreateBucketConfiguration", []) ?? {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw notImplemented(`CreateBucketConfiguration.${unknown}`);
  if (LocationConstraint === region) return;
  throw new AwsError(
    "IllegalLocationConstraintException",
    `The ${String(LocationConstraint)} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

function readVersioning({ body }: RawRequest): NonNullable<BucketRow["versioning"]> {
  const configuration = readXml(body, "VersioningConfiguration", []) ?? {};
  if ("MfaDelete" in configuration) throw notImplemented("MfaDelete");
  const status = configuration["Status"];
  if (status === "Enabled" || status === "Suspended") return status;
  throw malformedXml();
}
