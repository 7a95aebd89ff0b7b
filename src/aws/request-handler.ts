import { type ClientRequest, Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { NodeHttpHandler } from "@smithy/node-http-handler";

export interface RequestHandlerOptions {
  readonly connectionTimeout: number;
  /** From the connection's start to the answer's end, in milliseconds. */
  readonly requestTimeout: number;
  readonly maxSockets: number;
  /** Asked at the last moment before a request that changes something goes out; absent: always. */
  readonly mayWrite?: () => boolean;
}

/** What an SDK client hands on from `send`. */
export interface HandlerOptions {
  readonly abortSignal?: AbortSignal;
  readonly isWrite?: boolean;
}

/** The request was ready to be sent when the right to write had ended. It was not sent. */
export class WriteRefusedError extends Error {
  constructor() {
    super("nothing is written while the lease is not renewed");
    this.name = "WriteRefusedError";
  }
}

/**
 * Sends requests for SDK clients. A process that was stopped goes on where it was, perhaps with a connection half made
 * for a request that was allowed long ago: so changes have connections of their own, which ask again once they stand.
 */
export function createRequestHandler({
  mayWrite = () => true,
  maxSockets,
  ...timeouts
}: RequestHandlerOptions) {
  const pool = { keepAlive: true, maxSockets };
  const asked = { connectionTimeout: timeouts.connectionTimeout, mayWrite };
  const common = { ...timeouts, throwOnRequestTimeout: true };
  const reads = new NodeHttpHandler({ ...common, httpAgent: pool, httpsAgent: pool });
  const writes = new NodeHttpHandler({
    ...common,
    httpAgent: asking(new HttpAgent(pool), { isReady: "connect", ...asked }),
    httpsAgent: asking(new HttpsAgent(pool), { isReady: "secureConnect", ...asked }),
  });
  type Handle = NodeHttpHandler["handle"];
  return {
    metadata: reads.metadata,
    handle: (request: Parameters<Handle>[0], options: HandlerOptions = {}): ReturnType<Handle> =>
      (options.isWrite ? writes : reads).handle(request, options as Parameters<Handle>[1]),
    updateHttpClientConfig: (...change: Parameters<NodeHttpHandler["updateHttpClientConfig"]>) => {
      for (const each of [reads, writes]) each.updateHttpClientConfig(...change);
    },
    httpHandlerConfigs: () => reads.httpHandlerConfigs(),
    destroy: () => {
      for (const each of [reads, writes]) each.destroy();
    },
  };
}

interface Asking {
  /** The event by which a connection stands. */
  readonly isReady: "connect" | "secureConnect";
  readonly connectionTimeout: number;
  readonly mayWrite: () => boolean;
}

/** A request gets its connection when that stands, and is sent in the same turn: it does not wait in the socket. */
function asking<Kind extends HttpAgent>(agent: Kind, { isReady, connectionTimeout, mayWrite }: Asking): Kind {
  const connect = agent.createConnection.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options) as Socket;
    const fail = (error: Error) => callback?.(error, socket);
    const giveUp = () => socket.destroy(new Error(`not connected within ${connectionTimeout} ms`));
    socket.setTimeout(connectionTimeout, giveUp);
    socket.once("error", fail);
    socket.once(isReady, () => {
      socket.setTimeout(0, giveUp);
      socket.off("error", fail);
      if (mayWrite()) return callback?.(null, socket);
      socket.destroy();
      callback?.(new WriteRefusedError(), socket);
    });
    return undefined;
  };
  agent.reuseSocket = (socket: Duplex, request: ClientRequest) => {
    reuse(socket, request);
    if (!mayWrite()) request.destroy(new WriteRefusedError());
  };
  return agent;
}
