import { AwsError } from "../aws-error.ts";
import { decodeToken, isExpired } from "../opaque-token.ts";

/** Of paging tokens and of shard iterators. */
export const TOKEN_LIFETIME_MS = 300_000;

/**
 * Reads a NextToken.
 * @throws AwsError ExpiredNextTokenException five minutes on; InvalidArgumentException for what is none
 */
export function readPageToken(kind: string, text: string, nowMs: number): readonly string[] {
  const token = decodeToken(kind, text);
  if (token === undefined) throw new AwsError("InvalidArgumentException", "Invalid NextToken.");
  if (isExpired(token, nowMs, TOKEN_LIFETIME_MS)) {
    throw new AwsError("ExpiredNextTokenException", "The NextToken expired: it is valid for 300 seconds.");
  }
  return token.fields;
}
