import { AwsError } from "../aws-error.ts";
import type { JsonObject } from "../service.ts";

/**
 * A request body as an object; an empty body is an empty object.
 * @throws AwsError `SerializationException` for anything but a JSON object
 */
export function parseJsonBody(body: Uint8Array): JsonObject {
  if (body.byteLength === 0) return {};
  const value = parse(body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AwsError("SerializationException", "the request body is not a JSON object");
  }
  return value as JsonObject;
}

/** The members of a body, none of a body that is not a JSON object. */
export function jsonMembers(body: Uint8Array): JsonObject {
  const value = parse(body);
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** @returns undefined for anything that is not JSON */
function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
