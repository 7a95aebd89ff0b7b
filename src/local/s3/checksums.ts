import { createHash } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { crc32Of, createCrc32c, createCrc64Nvme } from "./crc.ts";
import { invalidArgument } from "./errors.ts";

/** Of `x-amz-checksum-<name>`, the base64 checksum of the whole object. */
export type ChecksumName = "crc32" | "crc32c" | "crc64nvme" | "sha1" | "sha256";

export interface Checksum {
  readonly name: ChecksumName;
  readonly value: string;
}

export interface Checksums {
  /**
   * Checks an upload's body against every digest its headers and trailer give.
   * @param given header or trailer fields, lower-case
   * @returns the checksum to keep: the one given, or CRC-64/NVME, which S3 adds itself
   * @throws AwsError `BadDigest`, `InvalidDigest`, `InvalidArgument`
   */
  verify(body: Uint8Array, given: Readonly<Record<string, string>>): Checksum;
}

const prefix = "x-amz-checksum-";

export function createChecksums(): Checksums {
  const digests: Readonly<Record<ChecksumName, (body: Uint8Array) => Buffer>> = {
    crc32: crc32Of,
    crc32c: createCrc32c(),
    crc64nvme: createCrc64Nvme(),
    sha1: (body) => createHash("sha1").update(body).digest(),
    sha256: (body) => createHash("sha256").update(body).digest(),
  };
  const compute = (name: ChecksumName, body: Uint8Array): Checksum => ({
    name,
    value: digests[name](body).toString("base64"),
  });
  const isName = (name: string): name is ChecksumName => Object.hasOwn(digests, name);

  return {
    verify: (body, given) => {
      checkMd5(body, given["content-md5"]);
      checkPayloadHash(body, given["x-amz-content-sha256"]);
      const checksums = Object.entries(given).flatMap(([field, value]) => {
        const name = field.startsWith(prefix) ? field.slice(prefix.length) : "";
        if (!isName(name)) return [];
        const checksum = compute(name, body);
        if (checksum.value !== value) throw badDigest(name.toUpperCase());
        return [checksum];
      });
      if (checksums.length > 1) {
        throw invalidArgument(
          "Expecting a single x-amz-checksum- header. Multiple checksum types are not allowed.",
        );
      }
      return checksums[0] ?? compute("crc64nvme", body);
    },
  };
}

/** The headers and trailer fields that `verify` understands. */
export function isChecksumField(field: string): boolean {
  return [...["crc32", "crc32c", "crc64nvme", "sha1", "sha256"]].some((name) => field === prefix + name);
}

export function checksumHeaders({ name, value }: Checksum): Record<string, string> {
  return { [prefix + name]: value, "x-amz-checksum-type": "FULL_OBJECT" };
}

function checkMd5(body: Uint8Array, given: string | undefined): void {
  if (given === undefined) return;
  if (Buffer.from(given, "base64").byteLength !== 16) {
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  }
  if (createHash("md5").update(body).digest("base64") !== given) throw badDigest("Content-MD5");
}

/** Only where the header holds a hash; streamed and unsigned payloads say so in words. */
function checkPayloadHash(body: Uint8Array, given: string | undefined): void {
  if (given === undefined || !/^[0-9a-f]{64}$/.test(given)) return;
  if (createHash("sha256").update(body).digest("hex") === given) return;
  throw new AwsError(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}

const badDigest = (name: string) =>
  new AwsError("BadDigest", `The ${name} you specified did not match the calculated checksum.`);
