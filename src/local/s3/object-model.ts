import type { Checksum } from "./checksums.ts";

export interface BucketRow {
  readonly name: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Absent: never versioned. */
  readonly versioning?: "Enabled" | "Suspended";
}

export interface ObjectVersion {
  /** `null` for what was put while the bucket kept no versions. */
  readonly versionId: string;
  readonly modifiedAt: number;
  /** Absent for a delete marker. */
  readonly content?: ObjectContent;
}

export interface ObjectContent {
  readonly bodyId: string;
  readonly sizeBytes: number;
  /** With quotes. */
  readonly etag: string;
  readonly checksum: Checksum;
  /** Headers to give back: content-type and the like, and `x-amz-meta-*`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The versions of one key, newest first. */
export interface ObjectRow {
  readonly key: string;
  readonly versions: readonly ObjectVersion[];
}

export interface Upload {
  readonly body: Uint8Array;
  readonly checksum: Checksum;
  readonly headers: Readonly<Record<string, string>>;
}

export interface CurrentObject {
  readonly key: string;
  readonly modifiedAt: number;
  readonly content: ObjectContent;
}

export interface Deletion {
  readonly version: ObjectVersion;
  /** A marker was put on top, nothing is gone. */
  readonly madeMarker: boolean;
}
