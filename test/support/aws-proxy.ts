import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One request on its way to AWS. */
export interface ProxiedCall {
  /** As SigV4 names it, e.g. `lambda`. */
  readonly service: string;
  /** `CreateStream`; for services without names of operations, `POST /2015-03-31/functions`. */
  readonly operation: string;
  /** Of the state table. */
  readonly isState: boolean;
  /** Changes something in AWS, the state table left out. */
  readonly isMutating: boolean;
}

/** `hold`: it neither arrives nor fails, until it is let through. `cut`: the connection breaks. */
export type Fate = "pass" | "hold" | "cut";

/** The way of one process to AWS: what it calls is known, and need not arrive. */
export interface AwsProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** In the order they came. */
  readonly calls: readonly ProxiedCall[];
  /** Decides about calls from now on. */
  fateOf: (call: ProxiedCall) => Fate;
  /** The next call of that sort, those of the past left out. */
  next(isMeant: (call: ProxiedCall) => boolean): Promise<ProxiedCall>;
  /** What is held goes on its way, also if nobody waits for the answer any longer. */
  letThrough(): Promise<void>;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** @param target the endpoint behind it */
export async function startAwsProxy(target: string): Promise<AwsProxy> {
  const calls: ProxiedCall[] = [];
  const waiting = new Set<(call: ProxiedCall) => void>();
  let held: (() => Promise<unknown>)[] = [];

  const server = createServer((incoming, response) => {
    void relay().catch(() => response.destroy());
    async function relay(): Promise<void> {
      const sent = await readSent(incoming);
      const call = describeCall(sent);
      calls.push(call);
      const fate = proxy.fateOf(call);
      const forwarded = fate === "hold" ? hold(() => forward(target, sent)) : forward(target, sent, fate);
      for (const tell of [...waiting]) tell(call);
      const { status, headers, body } = await forwarded;
      response.writeHead(status, headers).end(body);
    }
  });

  function hold(go: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      held.push(() => go().then(resolve, reject));
    });
  }

  const proxy: AwsProxy = {
    endpoint: await listening(server),
    calls,
    fateOf: () => "pass",
    next: (isMeant) =>
      new Promise((resolve) => {
        const look = (call: ProxiedCall) => {
          if (!isMeant(call)) return;
          waiting.delete(look);
          resolve(call);
        };
        waiting.add(look);
      }),
    letThrough: async () => {
      const all = held;
      held = [];
      await Promise.all(all.map((go) => go()));
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return proxy;
}

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readSent(incoming: IncomingMessage): Promise<Sent> {
  const { method = "GET", url: path = "/", headers } = incoming;
  return { method, path, headers, body: await buffer(incoming) };
}

async function forward(target: string, sent: Sent, fate: Fate = "pass"): Promise<Answer> {
  if (fate === "cut") throw new Error("the connection is cut");
  const { method, path, headers, body } = sent;
  const outgoing = request(`${target}${path}`, { method, headers, agent: false });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  const { connection: _one, "transfer-encoding": _other, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 500, headers: kept, body: await buffer(answer) };
}

function describeCall({ method, path, headers, body }: Sent): ProxiedCall {
  const service = /Credential=[^/]+\/\d+\/[^/]*\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
  const target = headers["x-amz-target"];
  const named =
    typeof target === "string"
      ? target.split(".").at(-1)
      : /(?:^|&)Action=(\w+)/.exec(body.subarray(0, 2_000).toString("latin1"))?.[1];
  const operation = named ?? `${method} ${path.split("?")[0]}`;
  const isState = service === "dynamodb";
  const isRead = /^(GET |HEAD |Get|List|Describe|Query|Assume)/.test(operation);
  return { service, operation, isState, isMutating: !isState && !isRead };
}
