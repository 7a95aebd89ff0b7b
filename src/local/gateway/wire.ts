import type { RawResponse } from "../service.ts";

/** One HTTP request, whole, whatever version of HTTP carried it. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names; repeated headers are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Aborted when the client goes away or the listener stops. */
  readonly signal: AbortSignal;
}

export type WireResponse = RawResponse;

/** What a connection gets instead of an answer: it is cut. */
export const DROP = Symbol("drop the connection");

/** Never rejects. */
export type WireHandler = (request: WireRequest) => Promise<WireResponse | typeof DROP>;
