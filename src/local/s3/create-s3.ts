import type { Clock } from "../clock.ts";
import type { ObjectReader } from "../lambda/ports.ts";
import type { RawHandler, RawService, RunningService } from "../service.ts";
import type { Storage } from "../storage.ts";
import { bucketOperations } from "./bucket-operations.ts";
import { createChecksums } from "./checksums.ts";
import { deleteObjects } from "./delete-objects.ts";
import { noSuchKey, notImplemented, otherRegion } from "./errors.ts";
import { checkHeaders } from "./headers.ts";
import { listObjects } from "./list-objects.ts";
import { objectOperations } from "./object-operations.ts";
import { openObjectStore } from "./object-store.ts";
import { S3_OPERATIONS, type S3Operation, s3OperationOf } from "./operation-of.ts";
import type { S3Context, S3Handler } from "./s3-context.ts";
import { targetOf } from "./target.ts";

export interface S3 extends RunningService {
  readonly service: RawService;
  /** For functions whose code lies in S3. */
  readonly objects: ObjectReader;
  /** For what the embedded AWS itself writes. */
  readonly writer: ObjectWriter;
}

export interface ObjectWriter {
  bucketExists(bucket: string): boolean;
  /** @throws AwsError `NoSuchBucket` */
  putObject(bucket: string, key: string, body: Uint8Array): Promise<void>;
}

/** S3: buckets, objects and their versions, kept in `s3/*` tables. Buckets have no policies. */
export async function createS3({ storage, clock }: { storage: Storage; clock: Clock }): Promise<S3> {
  const store = await openObjectStore(storage, clock);
  const context = { store, checksums: createChecksums(), clock };
  return {
    service: {
      protocol: "raw",
      name: "s3",
      errorFormat: "xml",
      handle: createHandler(context),
      operationOf: (request) => s3OperationOf(request) ?? "Unsupported",
      pathInput: (request) => {
        const { bucket, key } = targetOf(request);
        return { Bucket: bucket, Key: key };
      },
      operations: S3_OPERATIONS,
    },
    objects: {
      read: async ({ bucket, key, versionId, region }) => {
        const row = store.bucket(bucket);
        if (row.region !== region) throw otherRegion(row.region);
        const { content } = store.version(bucket, key, versionId);
        if (content === undefined) throw noSuchKey(key);
        return store.body(content);
      },
    },
    writer: {
      bucketExists: (bucket) => store.findBucket(bucket) !== undefined,
      putObject: async (bucket, key, body) => {
        const checksum = context.checksums.verify(body, {});
        await store.put(store.bucket(bucket), key, {
          body,
          checksum,
          headers: { "content-type": "application/json" },
        });
      },
    },
    stop: () => Promise.resolve(),
  };
}

function createHandler(context: S3Context): RawHandler {
  const handlers: Record<S3Operation, S3Handler> = {
    ...bucketOperations(context),
    ...objectOperations(context),
    ListObjectsV2: listObjects(context),
    DeleteObjects: deleteObjects(context),
  };
  return (request) => {
    const operation = s3OperationOf(request);
    if (operation === undefined) {
      const query = request.query.size === 0 ? "" : `?${[...request.query.keys()].join("&")}`;
      throw notImplemented(`${request.method} ${request.path}${query}`);
    }
    checkHeaders(request);
    const { bucket = "", key = "" } = targetOf(request);
    return handlers[operation]({ request, bucket, key });
  };
}
