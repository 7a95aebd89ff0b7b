import type { WireRequest } from "./wire.ts";

/** What the signature says of a request. Signatures themselves are not verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/**
 * Reads `Credential=<key>/<date>/<region>/<service>/aws4_request` of the Authorization header, or of the
 * query of a presigned URL.
 * @returns undefined for an unsigned request
 */
export function credentialScope(
  request: Pick<WireRequest, "headers" | "query">,
): CredentialScope | undefined {
  const header = request.headers["authorization"];
  const credential = header?.match(/Credential=([^\s,]+)/)?.[1] ?? request.query.get("X-Amz-Credential");
  const [accessKeyId, , region, service, terminator] = (credential ?? "").split("/");
  if (!accessKeyId || !region || !service || terminator !== "aws4_request") return undefined;
  return { accessKeyId, region, service };
}
