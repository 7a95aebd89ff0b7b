import { AwsError } from "../aws-error.ts";
import type { RawRequest } from "../service.ts";
import { checksumHeaders, isChecksumField } from "./checksums.ts";
import { decodeChunked, isChunked } from "./chunked-body.ts";
import { objectHeaders } from "./headers.ts";
import type { BucketRow, Deletion, ObjectContent, ObjectVersion } from "./object-model.ts";
import { readRange } from "./range.ts";
import type { S3Call, S3Context, S3Handler } from "./s3-context.ts";

const maxKeyBytes = 1024;

export function objectOperations({ store, checksums }: S3Context) {
  return {
    PutObject: async ({ request, bucket, key }: S3Call) => {
      const row = store.bucket(bucket);
      checkKey(key);
      const { body, digests } = uploadOf(request);
      const checksum = checksums.verify(body, digests);
      const version = await store.put(row, key, { body, checksum, headers: objectHeaders(request.headers) });
      const headers = {
        ...(version.content === undefined ? {} : { etag: version.content.etag }),
        ...checksumHeaders(checksum),
        ...versionHeader(row, version),
      };
      return { status: 200, headers };
    },
    GetObject: (call: S3Call) => {
      const { version, content, row } = findObject(call);
      const range = readRange(call.request.headers["range"], content.sizeBytes);
      const body = store.body(content);
      const headers = { ...shownHeaders(version, content), ...versionHeader(row, version) };
      if (range === undefined) {
        return { status: 200, headers: { ...headers, ...checksumOf(call.request, content) }, body };
      }
      const { first, last } = range;
      const contentRange = `bytes ${first}-${last}/${content.sizeBytes}`;
      return {
        status: 206,
        headers: { ...headers, "content-range": contentRange },
        body: body.subarray(first, last + 1),
      };
    },
    HeadObject: (call: S3Call) => {
      const { version, content, row } = findObject(call);
      return {
        status: 200,
        headers: {
          ...shownHeaders(version, content),
          ...versionHeader(row, version),
          ...checksumOf(call.request, content),
          "content-length": String(content.sizeBytes),
        },
      };
    },
    DeleteObject: async ({ request, bucket, key }: S3Call) => {
      const row = store.bucket(bucket);
      const deletion = await store.delete(row, key, versionIdOf(request));
      return { status: 204, headers: deletionHeaders(row, deletion) };
    },
  } satisfies Record<string, S3Handler>;

  function findObject({ request, bucket, key }: S3Call) {
    const row = store.bucket(bucket);
    const version = store.version(bucket, key, versionIdOf(request));
    const { content } = version;
    if (content === undefined) {
      throw new AwsError(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        405,
      );
    }
    return { row, version, content };
  }
}

/** @throws AwsError `KeyTooLongError` */
function checkKey(key: string): void {
  if (Buffer.byteLength(key) > maxKeyBytes) throw new AwsError("KeyTooLongError", "Your key is too long");
}

/** The object's bytes, and the digests that must fit them, from headers or behind the last chunk. */
function uploadOf({ body, headers }: RawRequest) {
  if (!isChunked(headers)) return { body, digests: headers };
  const length = headers["x-amz-decoded-content-length"];
  const decoded = decodeChunked(body, length === undefined ? undefined : Number(length));
  const trailer = Object.entries(decoded.trailer).filter(([name]) => isChecksumField(name));
  const { "x-amz-content-sha256": _, ...digests } = headers;
  return { body: decoded.body, digests: { ...digests, ...Object.fromEntries(trailer) } };
}

const versionIdOf = ({ query }: RawRequest) => query.get("versionId") ?? undefined;

function shownHeaders(version: ObjectVersion, content: ObjectContent) {
  return {
    ...content.headers,
    etag: content.etag,
    "last-modified": new Date(version.modifiedAt).toUTCString(),
    "accept-ranges": "bytes",
  };
}

function checksumOf({ headers }: RawRequest, { checksum }: ObjectContent): Record<string, string> {
  return headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED" ? checksumHeaders(checksum) : {};
}

function versionHeader({ versioning }: BucketRow, { versionId }: ObjectVersion): Record<string, string> {
  return versioning === undefined ? {} : { "x-amz-version-id": versionId };
}

function deletionHeaders(row: BucketRow, deletion: Deletion | undefined): Record<string, string> {
  if (deletion === undefined) return {};
  const isMarker = deletion.version.content === undefined;
  return { ...versionHeader(row, deletion.version), ...(isMarker ? { "x-amz-delete-marker": "true" } : {}) };
}
