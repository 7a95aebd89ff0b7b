import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import { isObject } from "../members.ts";
import type { JsonObject, RawResponse } from "../service.ts";
import { malformedXml } from "./errors.ts";

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** An answer in XML; lists become repeated elements and undefined members vanish. */
export function xmlResponse(root: string, content: unknown): RawResponse {
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@" });
  const element = isObject(content) ? { "@xmlns": namespace, ...content } : content;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: element })}`;
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

/**
 * Reads a request's document; every value is text.
 * @param lists elements that may repeat, always read as lists
 * @returns the root's content; undefined for an empty body
 * @throws AwsError `MalformedXML`
 */
export function readXml(body: Uint8Array, root: string, lists: readonly string[]): JsonObject | undefined {
  if (body.byteLength === 0) return undefined;
  const text = Buffer.from(body).toString("utf8");
  if (XMLValidator.validate(text) !== true) throw malformedXml();
  const parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    isArray: (name) => lists.includes(name),
  });
  const document: unknown = parser.parse(text);
  const content = isObject(document) ? document[root] : undefined;
  if (content === "") return {};
  if (!isObject(content)) throw malformedXml();
  return content;
}
