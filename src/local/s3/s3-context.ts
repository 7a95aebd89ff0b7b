import type { Clock } from "../clock.ts";
import type { RawRequest, RawResponse } from "../service.ts";
import type { Checksums } from "./checksums.ts";
import type { ObjectStore } from "./object-store.ts";

/** What every operation of S3 works on. */
export interface S3Context {
  readonly store: ObjectStore;
  readonly checksums: Checksums;
  readonly clock: Clock;
}

/** A request and what it is about. */
export interface S3Call {
  readonly request: RawRequest;
  /** Empty for ListBuckets only. */
  readonly bucket: string;
  /** Empty for operations on a bucket. */
  readonly key: string;
}

export type S3Handler = (call: S3Call) => Promise<RawResponse> | RawResponse;
