import type { RawRequest } from "../service.ts";
import { type Target, targetOf } from "./target.ts";

interface Form {
  readonly method: string;
  readonly about: "service" | "bucket" | "object";
  /** A query parameter that must be there. */
  readonly needs?: string;
  /** Further ones that may be. */
  readonly allows?: readonly string[];
}

/** The requests understood. Everything else S3 can do is refused. */
const forms = {
  ListBuckets: { method: "GET", about: "service" },
  CreateBucket: { method: "PUT", about: "bucket" },
  PutBucketVersioning: { method: "PUT", about: "bucket", needs: "versioning" },
  GetBucketVersioning: { method: "GET", about: "bucket", needs: "versioning" },
  GetBucketLocation: { method: "GET", about: "bucket", needs: "location" },
  ListObjectsV2: {
    method: "GET",
    about: "bucket",
    needs: "list-type",
    allows: [
      ...["prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type"],
      "fetch-owner",
    ],
  },
  HeadBucket: { method: "HEAD", about: "bucket" },
  DeleteBucket: { method: "DELETE", about: "bucket" },
  DeleteObjects: { method: "POST", about: "bucket", needs: "delete" },
  PutObject: { method: "PUT", about: "object" },
  GetObject: { method: "GET", about: "object", allows: ["versionId"] },
  HeadObject: { method: "HEAD", about: "object", allows: ["versionId"] },
  DeleteObject: { method: "DELETE", about: "object", allows: ["versionId"] },
} as const satisfies Record<string, Form>;

export type S3Operation = keyof typeof forms;

export const S3_OPERATIONS = Object.keys(forms) as readonly S3Operation[];

type Request = Pick<RawRequest, "method" | "path" | "query" | "headers">;

/** @returns the API operation a request means; undefined when none that is supported */
export function s3OperationOf(request: Request): S3Operation | undefined {
  const about = aboutOf(targetOf(request));
  const parameters = [...request.query.keys()].filter((name) => !isSigningParameter(name));
  const isMeant = ({ method, about: level, needs, allows = [] }: Form) =>
    method === request.method &&
    level === about &&
    (needs === undefined || parameters.includes(needs)) &&
    parameters.every((name) => name === needs || allows.includes(name));
  const found = Object.entries(forms).find(([, form]) => isMeant(form));
  return found?.[0] as S3Operation | undefined;
}

function aboutOf({ bucket, key }: Target): Form["about"] {
  if (bucket === undefined) return "service";
  return key === undefined ? "bucket" : "object";
}

/** Presigned URLs carry their signature in the query; SDKs name the operation in `x-id`. */
const isSigningParameter = (name: string) => name === "x-id" || /^x-amz-/i.test(name);
