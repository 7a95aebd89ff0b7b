import { fromPageToken, toPageToken } from "../page-token.ts";
import { invalidArgument } from "./errors.ts";
import type { CurrentObject } from "./object-model.ts";
import type { S3Call, S3Context } from "./s3-context.ts";
import { xmlResponse } from "./xml.ts";

const maxPage = 1000;

interface Listing {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  /** Only what comes after this. */
  readonly after: string;
}

/** What a page counts: an object, or a common prefix that stands for several. */
type Entry = { readonly name: string; readonly object: CurrentObject | undefined };

/** ListObjectsV2: keys in order, those that share a prefix up to the delimiter rolled into one. */
export function listObjects({ store }: S3Context) {
  return ({ request, bucket }: S3Call) => {
    store.bucket(bucket);
    const listing = readListing(request.query);
    const entries = entriesOf(store.current(bucket), listing);
    const page = entries.slice(0, listing.maxKeys);
    const last = entries.length > page.length ? page.at(-1) : undefined;
    const written = encoderOf(request.query);
    return xmlResponse("ListBucketResult", {
      Name: bucket,
      Prefix: written(listing.prefix),
      ...echoed(request.query, written),
      KeyCount: page.length,
      MaxKeys: listing.maxKeys,
      IsTruncated: last !== undefined,
      ...(last === undefined ? {} : { NextContinuationToken: toPageToken(endOf(last)) }),
      Contents: page.flatMap(({ object }) => (object === undefined ? [] : [shown(object, written)])),
      CommonPrefixes: page
        .filter(({ object }) => object === undefined)
        .map(({ name }) => ({ Prefix: written(name) })),
    });
  };
}

/** What AWS repeats of the request, where it was given. */
function echoed(query: URLSearchParams, written: (text: string) => string) {
  const members = [
    ["Delimiter", "delimiter", written],
    ["StartAfter", "start-after", written],
    ["EncodingType", "encoding-type", String],
    ["ContinuationToken", "continuation-token", String],
  ] as const;
  const given = members.flatMap(([member, parameter, write]) => {
    const value = query.get(parameter);
    return value === null ? [] : [[member, write(value)] as const];
  });
  return Object.fromEntries(given);
}

/** Behind the entry and, for a common prefix, behind every key it stands for. */
const endOf = ({ name, object }: Entry) => (object === undefined ? `${name}\uffff` : name);

function readListing(query: URLSearchParams): Listing {
  if (query.get("list-type") !== "2") throw invalidArgument("Invalid list-type: only 2 is supported");
  const maxKeys = Number(query.get("max-keys") ?? maxPage);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) throw invalidArgument("Provided max-keys not an integer");
  const token = query.get("continuation-token");
  const after = token === null ? query.get("start-after") : fromPageToken(token);
  if (after === undefined) throw invalidArgument("The continuation token provided is incorrect");
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxKeys: Math.min(maxKeys, maxPage),
    after: after ?? "",
  };
}

/** One more than the page holds, to know whether it is the last. */
function entriesOf(
  objects: Iterable<CurrentObject>,
  { prefix, delimiter, maxKeys, after }: Listing,
): Entry[] {
  const entries: Entry[] = [];
  for (const object of objects) {
    if (!object.key.startsWith(prefix) || object.key <= after) continue;
    const entry = rolledUp(object, prefix, delimiter);
    if (entry.name === entries.at(-1)?.name) continue;
    entries.push(entry);
    if (entries.length > maxKeys) break;
  }
  return entries;
}

function rolledUp(object: CurrentObject, prefix: string, delimiter: string): Entry {
  const end = delimiter === "" ? -1 : object.key.indexOf(delimiter, prefix.length);
  if (end === -1) return { name: object.key, object };
  return { name: object.key.slice(0, end + delimiter.length), object: undefined };
}

function shown({ key, modifiedAt, content }: CurrentObject, written: (text: string) => string) {
  return {
    Key: written(key),
    LastModified: new Date(modifiedAt).toISOString(),
    ETag: content.etag,
    ChecksumAlgorithm: content.checksum.name.toUpperCase(),
    ChecksumType: "FULL_OBJECT",
    Size: content.sizeBytes,
    StorageClass: "STANDARD",
  };
}

function encoderOf(query: URLSearchParams): (text: string) => string {
  const encoding = query.get("encoding-type");
  if (encoding === null) return (text) => text;
  if (encoding !== "url") throw invalidArgument("Invalid Encoding Method specified in Request");
  return (text) => encodeURIComponent(text).replaceAll("%2F", "/");
}
