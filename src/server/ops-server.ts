import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "./listen.ts";
import type { ListenAddress } from "./listen-address.ts";
import { type Check, type Health, healthPage, type Page, readinessPage } from "./ops-pages.ts";

/** Asked at each request. None of them may wait for anything but memory. */
export interface OpsPorts {
  readonly metrics: { readonly contentType: string; render(): Promise<string> };
  /** Whether the process works at all: one that does not is to be restarted. */
  isLive(): Health;
  /** What must be so before it is of use; a standby is ready. */
  readiness(): readonly Check[];
  /** Told what a request failed of, which its answer does not say. */
  onError(error: unknown): void;
}

export interface OpsServer {
  readonly address: Required<ListenAddress>;
  /** Stops listening and cuts every connection, whatever it is in the middle of. */
  close(): Promise<void>;
}

/** Longer than scrapes lie apart, so that a scraper keeps its connection. */
const keepAliveTimeout = 120_000;
/** A request has no body: it has arrived in well under this, in milliseconds. */
const requestTimeout = 10_000;

/**
 * `/metrics`, `/healthz` and `/readyz` for those who run the process. Answers hold no secrets and change
 * nothing, so nobody is asked who they are.
 * @param address as `parseListenAddress` takes it
 * @throws ListenAddressError, ListenError
 */
export async function startOpsServer(ports: OpsPorts, address: string): Promise<OpsServer> {
  const timeouts = { keepAliveTimeout, requestTimeout, headersTimeout: requestTimeout };
  const server = createServer(timeouts, (request, response) => {
    void answer(ports, request).then((page) => send(page, request, response));
  });
  const bound = await listen(server, address);
  return {
    address: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(ports: OpsPorts, { method, url }: IncomingMessage): Promise<Page> {
  const route = routes.get(url?.split("?")[0] ?? "");
  if (route === undefined) return { status: 404, text: "there is /metrics, /healthz and /readyz\n" };
  if (method !== "GET" && method !== "HEAD") return { status: 405, text: "only GET and HEAD\n" };
  try {
    return await route(ports);
  } catch (error) {
    ports.onError(error);
    return { status: 500, text: "xflow could not answer, see its log\n" };
  }
}

type Route = (ports: OpsPorts) => Page | Promise<Page>;

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/metrics", metricsPage],
  ["/healthz", (ports) => healthPage(ports.isLive())],
  ["/readyz", (ports) => readinessPage(ports.readiness())],
]);

async function metricsPage({ metrics }: OpsPorts): Promise<Page> {
  return { status: 200, text: await metrics.render(), contentType: metrics.contentType };
}

/** Node leaves the body out of answers to HEAD. A body nobody asked for is not read: the connection ends. */
function send(page: Page, { headers }: IncomingMessage, response: ServerResponse): void {
  const { status, text, contentType = "text/plain; charset=utf-8" } = page;
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...(status === 405 && { allow: "GET, HEAD" }),
    ...(hasBody && { connection: "close" }),
  });
  response.end(text);
}
