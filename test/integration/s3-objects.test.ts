import { createHash } from "node:crypto";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createS3Objects, type S3Objects } from "../../src/aws/s3-objects.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { reachAws, realClock, testAccount } from "../support/reached-kinds.ts";

const Bucket = "artifacts";

describe("code in S3", () => {
  let aws: LocalAws;
  let reached: Awaited<ReturnType<typeof reachAws>>;
  let s3: S3Client;
  let objects: S3Objects;

  beforeAll(async () => {
    aws = await startEmbeddedAws();
    reached = await reachAws(aws.endpoint, { clock: realClock, instance: "test" });
    objects = createS3Objects(reached.access);
    s3 = new S3Client({ ...testAccount, endpoint: aws.endpoint, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  });
  afterAll(async () => {
    s3.destroy();
    reached.destroy();
    await aws.stop();
  });

  it("is read by its version, and else the newest", async () => {
    const { VersionId: versionId = "" } = await s3.send(
      new PutObjectCommand({ Bucket, Key: "k", Body: "old" }),
    );
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "new" }));
    const text = async (name: { versionId?: string }) =>
      Buffer.from(await objects.read({ bucket: Bucket, key: "k", ...name })).toString();

    expect(await text({})).toBe("new");
    expect(await text({ versionId })).toBe("old");
  });

  it("has the hash that S3 keeps, when it was uploaded with one", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "hashed", Body: "code", ChecksumAlgorithm: "SHA256" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "other", Body: "code", ChecksumAlgorithm: "CRC32" }));

    const hash = createHash("sha256").update("code").digest("base64");
    expect(await objects.sha256({ bucket: Bucket, key: "hashed" })).toBe(hash);
    expect(await objects.sha256({ bucket: Bucket, key: "other" })).toBeUndefined();
  });

  it("that is not there is told of with the call", async () => {
    await expect(objects.read({ bucket: Bucket, key: "none" })).rejects.toThrow("s3:GetObject");
    await expect(objects.sha256({ bucket: Bucket, key: "none" })).rejects.toThrow("s3:HeadObject");
  });
});
