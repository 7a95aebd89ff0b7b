import { once } from "node:events";
import { Agent, get, type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { ListenError } from "../../src/server/listen.ts";
import { ListenAddressError } from "../../src/server/listen-address.ts";
import { type OpsPorts, type OpsServer, startOpsServer } from "../../src/server/ops-server.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { readMetrics } from "../support/metrics-text.ts";

let server: OpsServer | undefined;
const errors: unknown[] = [];

afterEach(async () => {
  await server?.close();
  server = undefined;
  errors.length = 0;
});

function portsOf(ports: Partial<OpsPorts> = {}): OpsPorts {
  return {
    metrics: { contentType: "text/plain; version=0.0.4", render: async () => "up 1\n" },
    isLive: () => ({ ok: true }),
    readiness: () => [{ name: "source read", ok: true }],
    onError: (error) => errors.push(error),
    ...ports,
  };
}

async function start(ports: Partial<OpsPorts> = {}): Promise<OpsServer> {
  server = await startOpsServer(portsOf(ports), "127.0.0.1:0");
  return server;
}

async function ask({ address }: OpsServer, path: string, options: RequestOptions = {}) {
  const asked = request({ ...address, path, ...options });
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe("ops server", () => {
  it("serves the controller's metrics in a form that can be read back", async () => {
    const options = { version: "1.2.3", maxConcurrentReconciles: 32 };
    const metrics = createMetrics({ clock: { now: () => 0 } }, options);
    metrics.queued();
    const ops = await start({ metrics });

    const { status, headers, body } = await ask(ops, "/metrics");

    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(readMetrics(body).value("xflow_workqueue_adds_total")).toBe(1);
  });

  it("answers health and readiness as they are at that moment", async () => {
    let isWell = true;
    const ops = await start({
      isLive: () => ({ ok: isWell, reason: "no scan for 10 min" }),
      readiness: () => [
        { name: "source read", ok: isWell },
        { name: "leader", ok: false, isInformation: true },
      ],
    });

    expect(await ask(ops, "/readyz")).toMatchObject({ status: 200, body: "source read: ok\nleader: no\n" });
    isWell = false;
    expect(await ask(ops, "/readyz")).toMatchObject({ status: 503 });
    expect(await ask(ops, "/healthz")).toMatchObject({ status: 503, body: "stuck: no scan for 10 min\n" });
  });

  it("answers HEAD as GET, without the body", async () => {
    const ops = await start();

    const { status, headers, body } = await ask(ops, "/healthz?verbose=1", { method: "HEAD" });

    expect({ status, body, length: headers["content-length"] }).toEqual({
      status: 200,
      body: "",
      length: "3",
    });
  });

  it("refuses other paths and methods in plain text", async () => {
    const ops = await start();

    const absent = await ask(ops, "/");
    const post = await ask(ops, "/metrics", { method: "POST" });

    expect(absent).toMatchObject({ status: 404, headers: { "content-type": "text/plain; charset=utf-8" } });
    expect(post).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
    expect(await ask(ops, "/__proto__")).toMatchObject({ status: 404 });
  });

  it("answers without waiting for a body, and ends the connection", async () => {
    const { address } = await start();
    const socket = connect(address.port, address.host);
    socket.write("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");

    const answer = await text(socket);

    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(/^connection: close\r$/im);
  });

  it("keeps faults to itself and its log", async () => {
    const fault = new Error("canary");
    const ops = await start({
      isLive: () => {
        throw fault;
      },
    });

    const { status, body } = await ask(ops, "/healthz");

    expect(status).toBe(500);
    expect(body).not.toContain("canary");
    expect(errors).toEqual([fault]);
  });

  it("ends kept connections at once when it closes", async () => {
    const ops = await start();
    const agent = new Agent({ keepAlive: true });
    await ask(ops, "/healthz", { agent });
    const [kept] = Object.values(agent.freeSockets).flat();
    const ended = kept === undefined ? Promise.reject(new Error("none was kept")) : once(kept, "close");

    await ops.close();

    await ended;
    agent.destroy();
  });

  it("cuts a scrape that is under way when it closes", async () => {
    let begun = () => {};
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const render = () => {
      begun();
      return new Promise<string>(() => {});
    };
    const ops = await start({ metrics: { contentType: "text/plain", render } });
    const cut = once(get({ ...ops.address, path: "/metrics" }), "error");
    await beginning;

    await ops.close();

    expect(await cut).toMatchObject([{ code: "ECONNRESET" }]);
  });

  it("says when another process has the port", async () => {
    const { address } = await start();
    const same = `127.0.0.1:${address.port}`;

    const second = startOpsServer(portsOf(), same);

    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toThrow(`cannot listen on ${same}: another process uses the port`);
  });

  it("says when an address is not this machine's, or none at all", async () => {
    const elsewhere = startOpsServer(portsOf(), "192.0.2.1:0");
    await expect(elsewhere).rejects.toThrow("the address is not this machine's");
    await expect(startOpsServer(portsOf(), "9464")).rejects.toThrow(ListenAddressError);
  });
});
