import { createHash } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { decodeToken, encodeToken, isExpired } from "../opaque-token.ts";

/** Where the next page of GetResources starts, and of which request it is a page. */
export interface PageToken {
  /** The last ARN of the page before. */
  readonly after: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** Of the request's filters; a token of other filters is invalid. */
  readonly filters: string;
}

/** Source: GetResources API reference. */
const LIFETIME_MS = 15 * 60_000;
const KIND = "GetResources";

export function filtersDigest(filters: unknown): string {
  return createHash("sha256").update(JSON.stringify(filters)).digest("base64url").slice(0, 16);
}

export function writePageToken({ after, issuedAt, filters }: PageToken): string {
  return encodeToken(KIND, { issuedAt, fields: [after, filters] });
}

/** @throws AwsError `InvalidParameterException`, or `PaginationTokenExpiredException` after 15 minutes */
export function readPageToken(text: string, filters: string, nowMs: number): PageToken {
  const token = decodeToken(KIND, text);
  const [after, of] = token?.fields ?? [];
  if (token === undefined || after === undefined || of !== filters) {
    throw new AwsError("InvalidParameterException", "The pagination token is invalid for this request");
  }
  if (isExpired(token, nowMs, LIFETIME_MS)) {
    throw new AwsError("PaginationTokenExpiredException", "The pagination token has expired");
  }
  return { after, issuedAt: token.issuedAt, filters };
}
