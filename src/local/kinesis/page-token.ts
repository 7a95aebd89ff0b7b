import { AwsError } from "../aws-error.ts";
import { decodeToken, isExpired } from "./opaque-token.ts";

/**
 * Reads a NextToken.
 * @throws AwsError ExpiredNextTokenException five minutes on; InvalidArgumentException for what is none
 */
export function readPageToken(kind: string, text: string, nowMs: number): readonly string[] {
  const token = decodeToken(kind, text);
  if (token === undefined) throw new AwsError("InvalidArgumentException", "Invalid NextToken.");
  if (isExpired(token, nowMs)) {
    throw new AwsError("ExpiredNextTokenException", "The NextToken expired: it is valid for 300 seconds.");
  }
  return token.fields;
}
