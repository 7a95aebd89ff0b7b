import { createHash } from "node:crypto";
import { XMLParser } from "fast-xml-parser";
import { beforeEach, describe, expect, it } from "vitest";
import { createS3, type S3 } from "../../../../src/local/s3/create-s3.ts";
import type { RawRequest } from "../../../../src/local/service.ts";
import { openStorage } from "../../../../src/local/storage.ts";
import { createManualClock, type ManualClock } from "../../../support/manual-clock.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";

let clock: ManualClock;
let s3: S3;

beforeEach(async () => {
  clock = createManualClock();
  s3 = await createS3({ storage: await openStorage(undefined), clock });
});

interface Sent {
  readonly body?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  readonly region?: string;
}

function requestOf(line: string, { body = "", headers = {}, region = "us-east-1" }: Sent = {}): RawRequest {
  const [method = "", target = ""] = line.split(" ");
  const [path = "", query] = target.split("?");
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers: { host: "127.0.0.1:4566", ...headers },
    body: typeof body === "string" ? Buffer.from(body) : body,
    parameters: {},
    region,
    accountId: "000000000000",
    accessKeyId: "test",
    requestId: "r",
    signal: new AbortController().signal,
  };
}

async function send(line: string, sent?: Sent, to: S3 = s3) {
  const response = await to.service.handle(requestOf(line, sent));
  return { ...response, text: Buffer.from(response.body ?? "").toString() };
}

/** As Lambda reads its code, in us-east-1. */
const readBy = (from: S3, bucket: string, key: string, versionId: string | undefined) =>
  from.objects.read({ bucket, key, versionId, region: "us-east-1" });

const documentOf = ({ text }: { text: string }) =>
  new XMLParser({ parseTagValue: false, ignoreAttributes: true }).parse(text);

describe("bucket", () => {
  it("is created once, listed, located and deleted when empty", async () => {
    await send("PUT /bucket", {
      region: "eu-west-3",
      body: "<CreateBucketConfiguration><LocationConstraint>eu-west-3</LocationConstraint></CreateBucketConfiguration>",
    });

    expect((await send("HEAD /bucket")).headers).toEqual({ "x-amz-bucket-region": "eu-west-3" });
    expect(documentOf(await send("GET /bucket?location"))).toMatchObject({ LocationConstraint: "eu-west-3" });
    expect(documentOf(await send("GET /"))).toMatchObject({
      ListAllMyBucketsResult: {
        Buckets: { Bucket: { Name: "bucket", CreationDate: "2026-01-01T00:00:00.000Z" } },
      },
    });
    await send("PUT /bucket/key", { body: "x" });
    await expect(send("DELETE /bucket")).rejects.toMatchObject({ code: "BucketNotEmpty", status: 409 });
    await send("DELETE /bucket/key");
    await send("DELETE /bucket");
    await expect(send("HEAD /bucket")).rejects.toMatchObject({ code: "NoSuchBucket", status: 404 });
  });

  it("that exists is a success to create again in us-east-1 only", async () => {
    const body =
      "<CreateBucketConfiguration><LocationConstraint>eu-west-3</LocationConstraint></CreateBucketConfiguration>";
    await send("PUT /bucket");

    expect((await send("PUT /bucket")).status).toBe(200);
    await expect(send("PUT /bucket", { region: "eu-west-3", body })).rejects.toMatchObject({
      code: "BucketAlreadyOwnedByYou",
    });
  });

  it.each([
    { line: "PUT /Bucket", code: "InvalidBucketName" },
    { line: "PUT /10.0.0.1", code: "InvalidBucketName" },
    { line: "PUT /bucket", region: "eu-west-3", code: "IllegalLocationConstraintException" },
    { line: "PUT /bucket", body: "<Create", code: "MalformedXML" },
    { line: "PUT /bucket?acl", code: "NotImplemented" },
    { line: "GET /bucket?policy", code: "NotImplemented" },
    { line: "GET /bucket", code: "NotImplemented" },
    { line: "POST /bucket/key?uploads", code: "NotImplemented" },
    { line: "PUT /bucket", headers: { "x-amz-bucket-object-lock-enabled": "true" }, code: "NotImplemented" },
  ])("is refused with $code: $line", async ({ line, code, ...sent }) => {
    await expect(async () => send(line, sent)).rejects.toMatchObject({ code });
  });
});

describe("object", () => {
  beforeEach(() => send("PUT /bucket"));

  it("comes back with its headers, and in ranges", async () => {
    const put = await send("PUT /bucket/a%20b/c.txt", {
      body: "0123456789",
      headers: { "content-type": "text/plain", "x-amz-meta-who": "me" },
    });
    const etag = `"${createHash("md5").update("0123456789").digest("hex")}"`;

    expect(put.headers).toMatchObject({ etag });
    expect(await send("GET /bucket/a%20b/c.txt")).toMatchObject({
      status: 200,
      text: "0123456789",
      headers: { etag, "content-type": "text/plain", "x-amz-meta-who": "me", "accept-ranges": "bytes" },
    });
    expect((await send("HEAD /bucket/a%20b/c.txt")).headers).toMatchObject({ "content-length": "10" });
    const range = async (bytes: string) => send("GET /bucket/a%20b/c.txt", { headers: { range: bytes } });
    expect(await range("bytes=2-4")).toMatchObject({
      status: 206,
      text: "234",
      headers: { "content-range": "bytes 2-4/10" },
    });
    expect(await range("bytes=7-")).toMatchObject({ text: "789" });
    expect(await range("bytes=-3")).toMatchObject({ text: "789" });
    expect(await range("bytes=5-1")).toMatchObject({ status: 200 });
    await expect(range("bytes=10-")).rejects.toMatchObject({ code: "InvalidRange", status: 416 });
  });

  it("can be reached by a host name that starts with the bucket", async () => {
    const headers = { host: "bucket.127.0.0.1:4566" };
    await send("PUT /deep/key", { headers, body: "x" });

    expect((await send("GET /bucket/deep/key")).text).toBe("x");
    expect(s3.service.operationOf(requestOf("GET /key", { headers }))).toBe("GetObject");
    expect(s3.service.operationOf(requestOf("GET /", { headers }))).toBe("Unsupported");
  });

  it.each([
    { name: "crc32", value: "y/Q5Jg==" },
    { name: "crc32c", value: "4waSgw==" },
    { name: "crc64nvme", value: "rosUhgp5mIg=" },
    { name: "sha256", value: createHash("sha256").update("123456789").digest("base64") },
  ])("is checked against $name, which is shown on demand", async ({ name, value }) => {
    const header = `x-amz-checksum-${name}`;
    await send("PUT /bucket/key", { body: "123456789", headers: { [header]: value } });

    const shown = await send("HEAD /bucket/key", { headers: { "x-amz-checksum-mode": "ENABLED" } });
    expect(shown.headers).toMatchObject({ [header]: value, "x-amz-checksum-type": "FULL_OBJECT" });
    expect((await send("HEAD /bucket/key")).headers).not.toHaveProperty(header);
    await expect(
      send("PUT /bucket/key", { body: "12345678", headers: { [header]: value } }),
    ).rejects.toMatchObject({ code: "BadDigest" });
  });

  it.each([
    { headers: { "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" }, code: "BadDigest" },
    { headers: { "content-md5": "AAAA" }, code: "InvalidDigest" },
    { headers: { "x-amz-content-sha256": "0".repeat(64) }, code: "XAmzContentSHA256Mismatch" },
    { headers: { "x-amz-copy-source": "/a/b" }, code: "NotImplemented" },
    { headers: { "if-none-match": "*" }, code: "NotImplemented" },
    { headers: { "x-amz-storage-class": "GLACIER" }, code: "NotImplemented" },
    { headers: { "x-amz-expected-bucket-owner": "111122223333" }, code: "AccessDenied" },
    { headers: { "x-amz-meta-big": "x".repeat(2048) }, code: "MetadataTooLarge" },
  ])("is refused with $code", async ({ headers, code }) => {
    await expect(async () => send("PUT /bucket/key", { body: "x", headers })).rejects.toMatchObject({ code });
  });

  it("in aws-chunked is kept without the framing and checked against the trailer", async () => {
    const framed = (checksum: string) => ({
      body: `4;chunk-signature=ab\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`,
      headers: {
        "content-encoding": "aws-chunked,gzip",
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length": "9",
        "x-amz-trailer": "x-amz-checksum-crc32",
      },
    });
    await send("PUT /bucket/key", framed("y/Q5Jg=="));

    expect(await send("GET /bucket/key")).toMatchObject({
      text: "123456789",
      headers: { "content-encoding": "gzip" },
    });
    await expect(send("PUT /bucket/key", framed("AAAAAA=="))).rejects.toMatchObject({ code: "BadDigest" });
    const cut = framed("y/Q5Jg==");
    await expect(send("PUT /bucket/key", { ...cut, body: cut.body.slice(0, 30) })).rejects.toMatchObject({
      code: "IncompleteBody",
    });
  });

  it("that is missing is NoSuchKey", async () => {
    await expect(async () => send("GET /bucket/none")).rejects.toMatchObject({
      code: "NoSuchKey",
      status: 404,
    });
    await expect(readBy(s3, "bucket", "none", undefined)).rejects.toMatchObject({ code: "NoSuchKey" });
    await expect(readBy(s3, "none", "none", undefined)).rejects.toMatchObject({ code: "NoSuchBucket" });
    expect((await send("DELETE /bucket/none")).status).toBe(204);
  });

  it("is not read for another region", async () => {
    await send("PUT /bucket/key", { body: "x" });
    const elsewhere = { bucket: "bucket", key: "key", versionId: undefined, region: "eu-west-3" };

    await expect(s3.objects.read(elsewhere)).rejects.toMatchObject({
      code: "PermanentRedirect",
      message: expect.stringContaining("The bucket is in this region: us-east-1."),
    });
  });
});

describe("versioned object", () => {
  const enable = (status: string) =>
    send("PUT /bucket?versioning", {
      body: `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`,
    });
  const versionId = (response: { headers?: Readonly<Record<string, string>> }) =>
    response.headers?.["x-amz-version-id"];

  beforeEach(() => send("PUT /bucket"));

  it("keeps what was put before, and hides it behind a delete marker", async () => {
    await send("PUT /bucket/key", { body: "zero" });
    expect(documentOf(await send("GET /bucket?versioning"))).toEqual({
      VersioningConfiguration: "",
      "?xml": "",
    });
    await enable("Enabled");
    const first = versionId(await send("PUT /bucket/key", { body: "one" }));
    const marker = await send("DELETE /bucket/key");

    expect(marker.headers).toMatchObject({ "x-amz-delete-marker": "true" });
    await expect(async () => send("GET /bucket/key")).rejects.toMatchObject({ code: "NoSuchKey" });
    await expect(async () => send(`GET /bucket/key?versionId=${versionId(marker)}`)).rejects.toMatchObject({
      code: "MethodNotAllowed",
    });
    expect((await send(`GET /bucket/key?versionId=${first}`)).text).toBe("one");
    expect((await send("GET /bucket/key?versionId=null")).text).toBe("zero");
    expect(Buffer.from(await readBy(s3, "bucket", "key", first)).toString()).toBe("one");

    await send(`DELETE /bucket/key?versionId=${versionId(marker)}`);
    expect((await send("GET /bucket/key")).text).toBe("one");
    await send(`DELETE /bucket/key?versionId=${first}`);
    await expect(readBy(s3, "bucket", "key", first)).rejects.toMatchObject({ code: "NoSuchVersion" });
  });

  it("has one null version while versioning is suspended", async () => {
    await enable("Suspended");
    await send("PUT /bucket/key", { body: "one" });
    await send("PUT /bucket/key", { body: "two" });

    expect((await send("GET /bucket/key?versionId=null")).text).toBe("two");
    await send("DELETE /bucket/key?versionId=null");
    await send("DELETE /bucket");
  });
});

describe("list of objects", () => {
  beforeEach(async () => {
    await send("PUT /bucket");
    for (const key of ["a", "b/1", "b/2", "b/3/x", "c", "d%20e"])
      await send(`PUT /bucket/${key}`, { body: "x" });
  });
  const list = async (query: string) => {
    const { ListBucketResult: result } = documentOf(await send(`GET /bucket?list-type=2${query}`));
    const asList = (value: unknown) =>
      (value === undefined ? [] : [value].flat()) as { Key?: string; Prefix?: string }[];
    return {
      names: [
        ...asList(result.Contents).map(({ Key }) => Key),
        ...asList(result.CommonPrefixes).map(({ Prefix }) => Prefix),
      ],
      token: result.NextContinuationToken as string | undefined,
      result,
    };
  };

  it("is filtered by prefix and rolled up at the delimiter", async () => {
    expect((await list("")).names).toEqual(["a", "b/1", "b/2", "b/3/x", "c", "d e"]);
    expect((await list("&prefix=b/&delimiter=/")).names).toEqual(["b/1", "b/2", "b/3/"]);
    expect((await list("&start-after=b/2&delimiter=/")).names).toEqual(["c", "d e", "b/"]);
    expect((await list("&encoding-type=url&prefix=d")).names).toEqual(["d%20e"]);
    expect((await list("&max-keys=0")).names).toEqual([]);
  });

  it("comes in pages that meet without overlap", async () => {
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await list(`&max-keys=1&delimiter=/${token ? `&continuation-token=${token}` : ""}`);
      expect(page.names).toHaveLength(1);
      seen.push(...page.names.map(String));
      token = page.token;
    } while (token !== undefined);

    expect(seen).toEqual(["a", "b/", "c", "d e"]);
    await expect(list("&continuation-token=~~")).rejects.toMatchObject({ code: "InvalidArgument" });
  });

  it("shrinks by many objects at once", async () => {
    const body = "<Delete><Object><Key>a</Key></Object><Object><Key>no &amp; way</Key></Object></Delete>";
    const answer = documentOf(await send("POST /bucket?delete", { body }));

    expect(answer.DeleteResult.Deleted).toEqual([{ Key: "a" }, { Key: "no & way" }]);
    expect((await list("")).names).not.toContain("a");
    const quiet = body.replace("</Delete>", "<Quiet>true</Quiet></Delete>");
    expect(documentOf(await send("POST /bucket?delete", { body: quiet })).DeleteResult).toBe("");
    await expect(send("POST /bucket?delete", { body: "<Delete></Delete>" })).rejects.toMatchObject({
      code: "MalformedXML",
    });
  });
});

describe("buckets after a restart", () => {
  it("hold their objects and versions", async () => {
    await withTempFolder(async (folder) => {
      const before = await openStorage(folder);
      const first = await createS3({ storage: before, clock });
      await send("PUT /bucket", {}, first);
      await first.writer.putObject("bucket", "key", Buffer.from([0, 255, 128]));
      await first.stop();
      await before.close();

      const storage = await openStorage(folder);
      const again = await createS3({ storage, clock });

      expect(again.writer.bucketExists("bucket")).toBe(true);
      expect(await readBy(again, "bucket", "key", undefined)).toEqual(Buffer.from([0, 255, 128]));
      await storage.close();
    });
  });
});
