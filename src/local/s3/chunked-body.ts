import { AwsError } from "../aws-error.ts";

export interface DecodedBody {
  readonly body: Uint8Array;
  /** Fields behind the last chunk, names in lower case. */
  readonly trailer: Readonly<Record<string, string>>;
}

/** Whether a body is framed in aws-chunked, which SDKs use to put a checksum behind a stream. */
export function isChunked(headers: Readonly<Record<string, string>>): boolean {
  const encodings = (headers["content-encoding"] ?? "").split(",").map((encoding) => encoding.trim());
  return (
    encodings.includes("aws-chunked") || (headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-")
  );
}

/**
 * Takes the framing off: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n` … `0\r\n<trailer>\r\n`. Signatures are
 * not verified.
 * @param expectedBytes of `x-amz-decoded-content-length`
 * @throws AwsError `IncompleteBody`
 */
export function decodeChunked(framed: Uint8Array, expectedBytes: number | undefined): DecodedBody {
  const bytes = Buffer.from(framed.buffer, framed.byteOffset, framed.byteLength);
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = chunkSize(bytes.toString("latin1", at, lineEnd === -1 ? at : lineEnd));
    at = lineEnd + 2;
    if (size === 0) break;
    if (at + size + 2 > bytes.byteLength) throw incomplete();
    chunks.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
  const body = Buffer.concat(chunks);
  if (expectedBytes !== undefined && body.byteLength !== expectedBytes) throw incomplete();
  return { body, trailer: readTrailer(bytes.toString("latin1", at)) };
}

function chunkSize(line: string): number {
  const size = /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(line)?.[1];
  if (size === undefined) throw incomplete();
  return Number.parseInt(size, 16);
}

function readTrailer(text: string): Record<string, string> {
  const fields = text.split("\r\n").flatMap((line) => {
    const colon = line.indexOf(":");
    return colon === -1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return Object.fromEntries(fields);
}

const incomplete = () =>
  new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header.",
  );
