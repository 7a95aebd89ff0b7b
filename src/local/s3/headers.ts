import { AwsError } from "../aws-error.ts";
import type { RawRequest } from "../service.ts";
import { isChecksumField } from "./checksums.ts";
import { notImplemented } from "./errors.ts";

const metadataPrefix = "x-amz-meta-";
const maxMetadataBytes = 2048;

/** Kept with an object and given back with it. */
const keptHeaders = ["content-type", "cache-control", "content-disposition", "content-language", "expires"];

/** `x-amz-*` headers that are honoured, or only say how the request was made. */
const knownAmzHeaders = [
  ...["x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-amz-user-agent"],
  ...["x-amz-decoded-content-length", "x-amz-trailer", "x-amz-sdk-checksum-algorithm"],
  ...["x-amz-checksum-mode", "x-amz-expected-bucket-owner", "x-amz-checksum-type"],
];
const refusedHeaders = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];

/**
 * @throws AwsError `NotImplemented` for headers that ask for more than is honoured; `AccessDenied` when the
 * caller expects another owner
 */
export function checkHeaders({ headers, accountId }: Pick<RawRequest, "headers" | "accountId">): void {
  for (const [name, value] of Object.entries(headers)) {
    const isAmz = name.startsWith("x-amz-") && !name.startsWith(metadataPrefix) && !isChecksumField(name);
    if (refusedHeaders.includes(name) || (isAmz && !isHonoured(name, value))) {
      throw notImplemented(`The header ${name}`);
    }
  }
  const owner = headers["x-amz-expected-bucket-owner"];
  if (owner !== undefined && owner !== accountId) throw new AwsError("AccessDenied", "Access Denied", 403);
}

/** Headers that ask for what is so anyway are honoured. */
function isHonoured(name: string, value: string): boolean {
  if (name === "x-amz-storage-class") return value === "STANDARD";
  if (name === "x-amz-acl") return value === "private" || value === "bucket-owner-full-control";
  if (name === "x-amz-object-ownership") return value === "BucketOwnerEnforced";
  return knownAmzHeaders.includes(name);
}

/**
 * What an upload says of its object.
 * @throws AwsError `MetadataTooLarge`
 */
export function objectHeaders(headers: RawRequest["headers"]): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => keptHeaders.includes(name) || name.startsWith(metadataPrefix),
  );
  const metadataBytes = kept
    .filter(([name]) => name.startsWith(metadataPrefix))
    .reduce((sum, [name, value]) => sum + name.length - metadataPrefix.length + Buffer.byteLength(value), 0);
  if (metadataBytes > maxMetadataBytes) {
    throw new AwsError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
  }
  const encodings = (headers["content-encoding"] ?? "")
    .split(",")
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== "" && encoding !== "aws-chunked");
  return {
    "content-type": "binary/octet-stream",
    ...Object.fromEntries(kept),
    ...(encodings.length === 0 ? {} : { "content-encoding": encodings.join(",") }),
  };
}
