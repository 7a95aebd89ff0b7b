import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Storage } from "../storage.ts";
import { noSuchBucket, noSuchKey, noSuchVersion } from "./errors.ts";
import type {
  BucketRow,
  CurrentObject,
  Deletion,
  ObjectContent,
  ObjectRow,
  ObjectVersion,
  Upload,
} from "./object-model.ts";

export interface ObjectStore {
  findBucket(name: string): BucketRow | undefined;
  /** @throws AwsError `NoSuchBucket` */
  bucket(name: string): BucketRow;
  buckets(): readonly BucketRow[];
  putBucket(row: BucketRow): Promise<void>;
  deleteBucket(name: string): Promise<void>;
  /** Whether not even a delete marker is left. */
  isEmpty(bucket: string): boolean;
  /** The current objects of a bucket in key order, without deleted ones. */
  current(bucket: string): Iterable<CurrentObject>;
  put(bucket: BucketRow, key: string, upload: Upload): Promise<ObjectVersion>;
  /**
   * The version asked for, else the current one; maybe a delete marker when asked for by id.
   * @throws AwsError `NoSuchKey`, `NoSuchVersion`
   */
  version(bucket: string, key: string, versionId: string | undefined): ObjectVersion;
  body(content: ObjectContent): Uint8Array;
  /** @returns what was removed or made; undefined when there was nothing */
  delete(bucket: BucketRow, key: string, versionId: string | undefined): Promise<Deletion | undefined>;
}

/** Buckets and objects, durable. Bodies are kept in base64, since tables hold JSON. */
export async function openObjectStore(storage: Storage, clock: Clock): Promise<ObjectStore> {
  const buckets = await storage.table<BucketRow>("s3/buckets");
  const objects = await storage.table<ObjectRow>("s3/objects");
  const bodies = await storage.table<string>("s3/bodies");
  const rowKey = (bucket: string, key: string) => `${bucket}/${key}`;
  const versionsOf = (bucket: string, key: string) => objects.get(rowKey(bucket, key))?.versions ?? [];
  const rowsOf = function* (bucket: string) {
    for (const [key, row] of objects.entries()) if (key.startsWith(`${bucket}/`)) yield row;
  };

  /** Replaces a key's versions, and forgets the bodies of those left out. */
  const keep = async (bucket: string, key: string, versions: readonly ObjectVersion[]) => {
    const kept = new Set(versions.map(({ content }) => content?.bodyId));
    const gone = versionsOf(bucket, key).flatMap(({ content }) =>
      content === undefined || kept.has(content.bodyId) ? [] : [content.bodyId],
    );
    const row = rowKey(bucket, key);
    await Promise.all([
      versions.length === 0 ? objects.delete(row) : objects.set(row, { key, versions }),
      ...gone.map((bodyId) => bodies.delete(bodyId)),
    ]);
  };

  /** Puts a version on top; one without an id takes the place of an older one without. */
  const add = async (bucket: BucketRow, key: string, content: ObjectContent | undefined) => {
    const version: ObjectVersion = {
      versionId: bucket.versioning === "Enabled" ? newVersionId() : "null",
      modifiedAt: clock.now(),
      ...(content === undefined ? {} : { content }),
    };
    const older = versionsOf(bucket.name, key).filter(({ versionId }) => versionId !== version.versionId);
    await keep(bucket.name, key, [version, ...older]);
    return version;
  };

  return {
    findBucket: (name) => buckets.get(name),
    bucket: (name) => {
      const row = buckets.get(name);
      if (row === undefined) throw noSuchBucket(name);
      return row;
    },
    buckets: () => [...buckets.entries()].map(([, row]) => row),
    putBucket: (row) => buckets.set(row.name, row),
    deleteBucket: (name) => buckets.delete(name),
    isEmpty: (bucket) => rowsOf(bucket).next().done === true,
    *current(bucket) {
      for (const { key, versions } of rowsOf(bucket)) {
        const [newest] = versions;
        if (newest?.content === undefined) continue;
        yield { key, modifiedAt: newest.modifiedAt, content: newest.content };
      }
    },
    put: async (bucket, key, { body, checksum, headers }) => {
      const bodyId = randomUUID();
      const etag = `"${createHash("md5").update(body).digest("hex")}"`;
      const content = { bodyId, sizeBytes: body.byteLength, etag, checksum, headers };
      const stored = bodies.set(bodyId, Buffer.from(body).toString("base64"));
      const [version] = await Promise.all([add(bucket, key, content), stored]);
      return version;
    },
    version: (bucket, key, versionId) => {
      const versions = versionsOf(bucket, key);
      if (versionId === undefined) {
        const [newest] = versions;
        if (newest?.content === undefined) throw noSuchKey(key);
        return newest;
      }
      const version = versions.find((candidate) => candidate.versionId === versionId);
      if (version === undefined) throw noSuchVersion(key, versionId);
      return version;
    },
    body: ({ bodyId }) => Buffer.from(bodies.get(bodyId) ?? "", "base64"),
    delete: async (bucket, key, versionId) => {
      const versions = versionsOf(bucket.name, key);
      if (versionId !== undefined) {
        const version = versions.find((candidate) => candidate.versionId === versionId);
        if (version === undefined) return undefined;
        await keep(
          bucket.name,
          key,
          versions.filter((candidate) => candidate !== version),
        );
        return { version, madeMarker: false };
      }
      if (bucket.versioning !== undefined) {
        return { version: await add(bucket, key, undefined), madeMarker: true };
      }
      const [version] = versions;
      await keep(bucket.name, key, []);
      return version === undefined ? undefined : { version, madeMarker: false };
    },
  };
}

const newVersionId = () => randomBytes(24).toString("base64url");
