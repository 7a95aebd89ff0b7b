import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import { malformedXml, notImplemented } from "./errors.ts";
import type { BucketRow, Deletion } from "./object-model.ts";
import type { S3Call, S3Context } from "./s3-context.ts";
import { readXml, xmlResponse } from "./xml.ts";

const maxObjects = 1000;

/** DeleteObjects: up to 1,000 at once. What does not exist counts as deleted. */
export function deleteObjects({ store, checksums }: S3Context) {
  return async ({ request, bucket }: S3Call) => {
    const row = store.bucket(bucket);
    checksums.verify(request.body, request.headers);
    const { doomed, quiet } = readRequest(request.body);
    const deleted: JsonObject[] = [];
    for (const { key, versionId } of doomed) {
      const deletion = await store.delete(row, key, versionId);
      deleted.push({ Key: key, VersionId: versionId, ...markerOf(row, deletion) });
    }
    return xmlResponse("DeleteResult", { Deleted: quiet ? [] : deleted });
  };
}

interface Doomed {
  readonly key: string;
  readonly versionId: string | undefined;
}

function readRequest(body: Uint8Array): { doomed: readonly Doomed[]; quiet: boolean } {
  const { Object: objects, Quiet: quiet, ...others } = readXml(body, "Delete", ["Object"]) ?? {};
  const isListed = Array.isArray(objects) && objects.length >= 1 && objects.length <= maxObjects;
  if (!isListed || Object.keys(others).length > 0) throw malformedXml();
  return { doomed: objects.map(readDoomed), quiet: quiet === "true" };
}

function readDoomed(object: unknown): Doomed {
  if (!isObject(object)) throw malformedXml();
  const { Key: key, VersionId: versionId, ...others } = object;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw notImplemented(`Delete.Object.${unknown}`);
  if (typeof key !== "string" || key === "") throw malformedXml();
  return { key, versionId: typeof versionId === "string" ? versionId : undefined };
}

function markerOf({ versioning }: BucketRow, deletion: Deletion | undefined): JsonObject {
  if (versioning === undefined || deletion?.version.content !== undefined || deletion === undefined)
    return {};
  return { DeleteMarker: true, DeleteMarkerVersionId: deletion.version.versionId };
}
