import { createHash } from "node:crypto";
import { AwsError } from "../aws-error.ts";

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

export function filtersDigest(filters: unknown): string {
  return createHash("sha256").update(JSON.stringify(filters)).digest("base64url").slice(0, 16);
}

export function writePageToken(token: PageToken): string {
  return Buffer.from(JSON.stringify([token.after, token.issuedAt, token.filters])).toString("base64");
}

/** @throws AwsError `InvalidParameterException`, or `PaginationTokenExpiredException` after 15 minutes */
export function readPageToken(text: string, filters: string, nowMs: number): PageToken {
  const [after, issuedAt, of] = parse(text);
  if (typeof after !== "string" || typeof issuedAt !== "number" || of !== filters) {
    throw new AwsError("InvalidParameterException", "The pagination token is invalid for this request");
  }
  if (nowMs - issuedAt > LIFETIME_MS) {
    throw new AwsError("PaginationTokenExpiredException", "The pagination token has expired");
  }
  return { after, issuedAt, filters };
}

function parse(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
