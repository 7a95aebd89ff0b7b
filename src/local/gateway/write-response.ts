import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { WireResponse } from "./wire.ts";

/** HTTP/1.1 and HTTP/2 alike. */
export type HttpResponse = ServerResponse | Http2ServerResponse;

/** Writes an answer and resolves when it is out, or the client is gone. */
export async function writeResponse(
  response: HttpResponse,
  method: string | undefined,
  answer: WireResponse,
): Promise<void> {
  if (response.destroyed || response.writableEnded) return;
  const out = new Promise<void>((resolve) => {
    response.once("close", resolve);
    response.once("finish", resolve);
  });
  const body = bytesOf(answer);
  writeHead(response, answer, isBodiless(method, answer.status) ? undefined : body.byteLength);
  if (isBodiless(method, answer.status)) response.end();
  else response.end(body);
  await out;
}

function bytesOf(answer: WireResponse): Uint8Array {
  return typeof answer.body === "string" ? Buffer.from(answer.body) : (answer.body ?? Buffer.alloc(0));
}

function isBodiless(method: string | undefined, status: number): boolean {
  return method === "HEAD" || status === 204 || status === 304;
}

/** HTTP/2 forbids the `connection` header (RFC 9113 §8.2.2). */
function writeHead(response: HttpResponse, answer: WireResponse, length: number | undefined): void {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    if (!("stream" in response) || name !== "connection") response.setHeader(name, value);
  }
  if (length !== undefined) response.setHeader("content-length", length);
}
