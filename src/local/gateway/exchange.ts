import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { readBody } from "./request-body.ts";
import { DROP, type WireHandler, type WireRequest, type WireResponse } from "./wire.ts";
import { type HttpResponse, writeResponse } from "./write-response.ts";

export type HttpRequest = IncomingMessage | Http2ServerRequest;

export interface ExchangeOptions {
  readonly handler: WireHandler;
  readonly maxBodyBytes: number;
  /** Gets what aborts the request, while it is in flight, for the listener's stop. */
  readonly inFlight: Set<AbortController>;
  /** Told of what should not happen: a handler that rejects, an answer that HTTP cannot carry. */
  onError(error: unknown): void;
}

/**
 * One request and its answer, over either version of HTTP. Resolves when the answer is written or void;
 * never rejects. What goes wrong here ends the connection without an answer.
 */
export async function exchange(
  request: HttpRequest,
  response: HttpResponse,
  options: ExchangeOptions,
): Promise<void> {
  const abort = new AbortController();
  options.inFlight.add(abort);
  response.once("close", () => {
    if (!response.writableEnded) abort.abort(new Error("the client closed the connection"));
  });
  try {
    await answer(request, response, { ...options, signal: abort.signal });
  } catch (error) {
    options.onError(error);
    drop(response);
  } finally {
    options.inFlight.delete(abort);
  }
}

async function answer(
  request: HttpRequest,
  response: HttpResponse,
  options: ExchangeOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const body = await readBody(request, options.maxBodyBytes).catch(() => "gone" as const);
  if (body === "gone") return;
  if (body === undefined) {
    await writeResponse(response, request.method, tooLarge(options.maxBodyBytes));
    return;
  }
  const reply = await options.handler(toWireRequest(request, body, options.signal));
  if (reply === DROP) drop(response);
  else await writeResponse(response, request.method, reply);
}

function toWireRequest(request: HttpRequest, body: Uint8Array, signal: AbortSignal): WireRequest {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  return {
    method: request.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1)),
    headers: toHeaders(request),
    body,
    signal,
  };
}

function toHeaders(request: HttpRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !name.startsWith(":")) {
      headers[name] = Array.isArray(value) ? value.join(", ") : value;
    }
  }
  const authority = request.headers[":authority"];
  if (typeof authority === "string") headers["host"] ??= authority;
  return headers;
}

function tooLarge(maxBodyBytes: number): WireResponse {
  return {
    status: 413,
    headers: {
      "content-type": "application/json",
      "x-amzn-errortype": "RequestEntityTooLargeException",
      connection: "close",
    },
    body: JSON.stringify({
      __type: "RequestEntityTooLargeException",
      message: `the request body is larger than ${maxBodyBytes} bytes`,
    }),
  };
}

/** Cuts the connection (HTTP/1.1) or resets the stream (HTTP/2, whose connection carries other calls too). */
function drop(response: HttpResponse): void {
  if ("stream" in response) response.stream.close(2);
  else response.socket?.destroy();
}
