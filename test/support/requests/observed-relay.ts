import { once } from "node:events";
import { Agent, type IncomingMessage, request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import { createClock } from "../../../src/local/clock.ts";
import { credentialScope } from "../../../src/local/gateway/credential-scope.ts";
import { listen } from "../../../src/local/gateway/listener.ts";
import { createModelCheck } from "../../../src/local/gateway/model-check.ts";
import { createRouter } from "../../../src/local/gateway/router.ts";
import type { WireRequest, WireResponse } from "../../../src/local/gateway/wire.ts";
import { createVirtualAws } from "../virtual-aws.ts";

/** The way to an emulator of others: what passes is compared with AWS's models, as the embedded AWS compares it. */
export interface ObservedRelay {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** @param target the emulator's endpoint; it gets every request as it came, also what AWS would refuse */
export async function startObservedRelay(target: string): Promise<ObservedRelay> {
  // Only to find out which operation a request means: it never runs.
  const aws = await createVirtualAws();
  const router = createRouter(aws.services);
  const check = createModelCheck();
  const agent = new Agent({ keepAlive: true });
  const listener = await listen(
    async (request) => {
      const call = router.route(request, credentialScope(request)?.service);
      try {
        check(call, request.headers["user-agent"] ?? "");
      } catch {
        // Told to the watch; what the emulator makes of it is its own business.
      }
      return forward(target, request, agent);
    },
    {
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 70 * 1024 * 1024,
      graceMs: 500,
      clock: createClock(),
      onError: () => undefined,
    },
  );
  return {
    endpoint: `http://127.0.0.1:${listener.port}`,
    stop: async () => {
      await listener.stop();
      agent.destroy();
      await aws.stop();
    },
  };
}

/** Headers that belong to one connection. */
const ownHeaders = ["connection", "keep-alive", "transfer-encoding", "content-length"];

async function forward(
  target: string,
  { method, path, query, headers, body, signal }: WireRequest,
  agent: Agent,
): Promise<WireResponse> {
  const search = query.size === 0 ? "" : `?${query}`;
  const { connection: _, "transfer-encoding": __, ...kept } = headers;
  const outgoing = send(`${target}${path}${search}`, { method, agent, signal, headers: kept });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  const returned = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined || ownHeaders.includes(name) ? [] : [[name, [value].flat().join(", ")] as const],
  );
  return {
    status: answer.statusCode ?? 500,
    headers: Object.fromEntries(returned),
    body: await buffer(answer),
  };
}
