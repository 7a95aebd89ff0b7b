import { XMLParser } from "fast-xml-parser";

/** Lists of everything in the account: only what carries the prefix is ours to compare. */
const lists = new Set([
  ...["Functions", "EventSourceMappings", "StreamSummaries", "StreamNames", "logGroups"],
  ...["ResourceTagMappingList", "RoleDetailList", "Roles", "TableNames"],
  ...["UserDetailList", "GroupDetailList", "Policies"],
]);

/** What we ourselves wrote, not what the service says. */
const contents = new Set(["Item", "Items", "Attributes", "Responses"]);

/**
 * Which members an answer has: `Configuration.Environment.Variables.LEVEL`, `Tags[].Key`. Values are left out, so
 * that no secret can get into a report; a null is as good as absent, as to the SDK.
 */
export function shapeOf(answer, prefix) {
  const paths = new Set();
  for (const [name, value] of Object.entries(answer)) {
    const isList = Array.isArray(value) && lists.has(name);
    const own = isList ? value.filter((row) => JSON.stringify(row).includes(prefix)) : value;
    if (contents.has(name)) paths.add(name);
    else collect(own, name, paths);
  }
  return [...paths].sort();
}

function collect(value, path, paths) {
  if (value === null || value === undefined) return;
  paths.add(path);
  if (Array.isArray(value)) {
    for (const item of value) collect(item, `${path}[]`, paths);
  } else if (typeof value === "object") {
    for (const [name, member] of Object.entries(value)) collect(member, `${path}.${name}`, paths);
  }
}

/** @returns the answer of a JSON or query service as an object; empty for anything else */
export function parseAnswer(body) {
  const text = body.trim();
  if (text.startsWith("<")) return resultOf(xml.parse(text));
  try {
    const parsed = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/** `<XResponse><XResult>…</XResult><ResponseMetadata/></XResponse>`, and `<ErrorResponse><Error>…`. */
function resultOf(document) {
  const [response = {}] = Object.entries(document).flatMap(([name, value]) =>
    name === "?xml" ? [] : [value],
  );
  const found = Object.entries(response).find(([name]) => name.endsWith("Result") || name === "Error");
  return typeof found?.[1] === "object" ? toValue(found[1]) : {};
}

const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

/** Lists are elements of nothing but `member`, maps of `entry`. */
function toValue(element) {
  if (typeof element !== "object") return element;
  const [[name, only] = [], ...others] = Object.entries(element);
  const isList = others.length === 0 && (name === "member" || name === "entry");
  if (isList) return (Array.isArray(only) ? only : [only]).map(toValue);
  return Object.fromEntries(Object.entries(element).map(([key, value]) => [key, toValue(value)]));
}
