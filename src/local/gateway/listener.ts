import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server, type Http2Session } from "node:http2";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { Clock } from "../clock.ts";
import { type Connection, createConnections } from "./connections.ts";
import { exchange, type HttpRequest } from "./exchange.ts";
import { PortInUseError } from "./port-in-use-error.ts";
import { sniffHttpVersion } from "./sniff.ts";
import type { WireHandler } from "./wire.ts";
import type { HttpResponse } from "./write-response.ts";

export interface ListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Longer bodies are answered 413. */
  readonly maxBodyBytes: number;
  /** How long requests in flight may still take once `stop` is called, in milliseconds. */
  readonly graceMs: number;
  /** Real time: sockets do not live on a scaled or virtual clock. */
  readonly clock: Clock;
  /** Told of requests that end without an answer through a fault of ours. */
  onError(error: unknown): void;
}

export interface Listener {
  readonly port: number;
  /**
   * Closes idle connections at once and gives requests in flight `graceMs` before their signals are
   * aborted and their connections cut. Resolves when the port is free.
   */
  stop(): Promise<void>;
}

/** An idle connection is kept longer than any SDK keeps one, so that no client writes to a closed one. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Serves HTTP/1.1 and cleartext HTTP/2 on one port: the first bytes of a connection say which it is. The
 * SDK's Kinesis client speaks HTTP/2 without asking; boto3 and the CLI speak HTTP/1.1 only.
 * @throws PortInUseError
 */
export async function listen(handler: WireHandler, options: ListenerOptions): Promise<Listener> {
  const connections = createConnections();
  const inFlight = new Set<AbortController>();
  const serve = (request: HttpRequest, response: HttpResponse, connection: Connection | undefined) => {
    const done = connection === undefined ? undefined : connections.begin(connection);
    const { maxBodyBytes, onError } = options;
    void exchange(request, response, { handler, maxBodyBytes, inFlight, onError }).finally(done);
  };
  const http1 = createHttp1Server({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) =>
    serve(request, response, request.socket),
  );
  const http2 = createHttp2Server((request, response) => serve(request, response, request.stream.session));
  http2.on("session", (session: Http2Session) => connections.add(session));
  http2.on("sessionError", (_error: Error, session: Http2Session) => session.destroy());
  const server = createServer((socket) => {
    connections.add(socket);
    sniffHttpVersion(socket, (version) => {
      if (version === "2") connections.forget(socket);
      (version === "2" ? http2 : http1).emit("connection", socket);
    });
  });
  await open(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await connections.drain(options.clock, options.graceMs);
      for (const request of inFlight) request.abort(new Error("the embedded AWS is stopping"));
      connections.destroy();
      await closed;
    },
  };
}

function open(server: Server, options: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUseError(options.port, error) : error),
    );
    server.listen(options.port, options.host, resolve);
  });
}
