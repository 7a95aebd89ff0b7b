import { GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand } from "@aws-sdk/client-s3";
import type { AwsAccess } from "./access.ts";

/** An object that holds a function's code. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  /** Absent: the newest. */
  readonly versionId?: string;
}

/** What S3 tells of code it keeps; with the credentials of the target. */
export interface S3Objects {
  /** @throws CallError */
  read(name: ObjectName): Promise<Uint8Array>;
  /** The SHA-256 (base64) that S3 keeps; undefined when the object was uploaded without it, or in parts. @throws CallError */
  sha256(name: ObjectName): Promise<string | undefined>;
}

export function createS3Objects({ clients, call }: Pick<AwsAccess, "clients" | "call">): S3Objects {
  return {
    async read(name) {
      const s3 = await clients.s3();
      const command = new GetObjectCommand(toInput(name));
      return call("s3:GetObject", async (options) => {
        const { Body } = await s3.send(command, options);
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      });
    },
    async sha256(name) {
      const s3 = await clients.s3();
      const command = new HeadObjectCommand({ ...toInput(name), ChecksumMode: "ENABLED" });
      const { ChecksumSHA256, ChecksumType } = await call("s3:HeadObject", (options) =>
        s3.send(command, options),
      );
      // A checksum of parts' checksums ends in their number, and is none of the whole.
      return ChecksumType === "COMPOSITE" || ChecksumSHA256?.includes("-") ? undefined : ChecksumSHA256;
    },
  };
}

function toInput({ bucket, key, versionId }: ObjectName): GetObjectCommandInput {
  return { Bucket: bucket, Key: key, VersionId: versionId };
}
