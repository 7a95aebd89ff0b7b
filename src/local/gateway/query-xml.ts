import { XMLBuilder } from "fast-xml-parser";
import type { AwsError } from "../aws-error.ts";
import type { JsonObject } from "../service.ts";

const builder = new XMLBuilder({ attributeNamePrefix: "@", ignoreAttributes: false });
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The result of a query-protocol operation; lists become `<member>` elements, undefined members vanish. */
export function queryResultXml(
  operation: string,
  result: JsonObject | undefined,
  context: { readonly xmlNamespace: string; readonly requestId: string },
): string {
  return build({
    [`${operation}Response`]: {
      "@xmlns": context.xmlNamespace,
      ...(result === undefined ? {} : { [`${operation}Result`]: toXmlObject(result) }),
      ResponseMetadata: { RequestId: context.requestId },
    },
  });
}

/** An error as IAM and STS write it. */
export function queryErrorXml(
  error: AwsError,
  context: { readonly xmlNamespace: string; readonly requestId: string },
): string {
  return build({
    ErrorResponse: {
      "@xmlns": context.xmlNamespace,
      Error: {
        Type: error.status < 500 ? "Sender" : "Receiver",
        Code: error.code,
        Message: error.message,
        ...toXmlObject(error.details),
      },
      RequestId: context.requestId,
    },
  });
}

/** An error as S3 writes it. */
export function restErrorXml(error: AwsError, requestId: string): string {
  return build({
    Error: {
      Code: error.code,
      Message: error.message,
      ...toXmlObject(error.details),
      RequestId: requestId,
    },
  });
}

function build(document: JsonObject): string {
  return DECLARATION + builder.build(document);
}

function toXmlValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? "" : { member: value.map(toXmlValue) };
  if (typeof value === "object" && value !== null) return toXmlObject(value as JsonObject);
  return value;
}

function toXmlObject(object: JsonObject): JsonObject {
  const present = Object.entries(object).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, toXmlValue(value)]));
}
