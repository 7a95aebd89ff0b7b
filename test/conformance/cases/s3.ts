import { expect } from "vitest";
import type { Scenario } from "../support/step.ts";
import { fileBlob } from "../support/step.ts";

const Bucket = "conformance";
const Key = "code/split me+.zip";
const base64 = (text: string) => Buffer.from(text).toString("base64");

export const s3: Scenario = {
  service: "s3",
  files: { "hello.txt": Buffer.from("hello") },
  steps: [
    { operation: "CreateBucket", input: { Bucket } },
    { operation: "HeadBucket", input: { Bucket } },
    { operation: "HeadBucket", input: { Bucket: "nowhere" }, error: "404" },
    {
      operation: "ListBuckets",
      check: (output) => expect(output["Buckets"]).toMatchObject([{ Name: Bucket }]),
    },
    { operation: "GetBucketLocation", input: { Bucket } },
    {
      operation: "PutBucketVersioning",
      input: { Bucket, VersioningConfiguration: { Status: "Enabled" } },
    },
    {
      operation: "GetBucketVersioning",
      input: { Bucket },
      check: (output) => expect(output["Status"]).toBe("Enabled"),
    },
    {
      operation: "PutObject",
      input: ({ folder }) => ({ Bucket, Key, Body: fileBlob(`${folder}/hello.txt`) }),
      check: (output, memo) => {
        memo["version"] = String(output["VersionId"]);
      },
    },
    {
      operation: "HeadObject",
      input: ({ version }) => ({ Bucket, Key, VersionId: version }),
      check: (output) => expect(output["ContentLength"]).toBe(5),
    },
    {
      operation: "GetObject",
      input: { Bucket, Key },
      stream: "Body",
      check: (output) => expect(output["Body"]).toBe(base64("hello")),
    },
    { operation: "GetObject", input: { Bucket, Key: "nothing" }, stream: "Body", error: "NoSuchKey" },
    {
      operation: "ListObjectsV2",
      input: { Bucket, Prefix: "code/" },
      check: (output) => expect(output["Contents"]).toMatchObject([{ Key, Size: 5 }]),
    },
    { operation: "DeleteObject", input: ({ version }) => ({ Bucket, Key, VersionId: version }) },
    {
      operation: "DeleteObjects",
      input: { Bucket, Delete: { Objects: [{ Key: "other" }], Quiet: true } },
    },
    { operation: "DeleteBucket", input: { Bucket: "nowhere" }, error: "NoSuchBucket" },
  ],
};
