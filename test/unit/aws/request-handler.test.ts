import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateStreamCommand, DeleteStreamCommand, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SendOptions } from "../../../src/aws/call.ts";
import { type Clients, createClients } from "../../../src/aws/clients.ts";

const isWrite: SendOptions = { isWrite: true };
const isRead: SendOptions = { isWrite: false };
const create = () => new CreateStreamCommand({ StreamName: "Words", ShardCount: 1 });

describe("requests that change something", () => {
  const arrived: string[] = [];
  let server: Server;
  let clients: Clients;
  let connections = 0;
  let mayWrite = true;

  beforeEach(async () => {
    arrived.length = 0;
    connections = 0;
    mayWrite = true;
    server = createServer((request, response) => {
      arrived.push(String(request.headers["x-amz-target"]).split(".")[1] ?? "");
      response.setHeader("content-type", "application/x-amz-json-1.1").end("{}");
    });
    server.on("connection", () => {
      connections += 1;
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    clients = createClients({
      sessionName: "test",
      region: "eu-west-3",
      endpointUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      mayWrite: () => mayWrite,
    });
  });

  afterEach(async () => {
    clients.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  it("are sent while writing is allowed, over a connection that is kept", async () => {
    const kinesis = await clients.kinesis();

    await kinesis.send(create(), isWrite);
    await kinesis.send(new DeleteStreamCommand({ StreamName: "Words" }), isWrite);

    expect(arrived).toEqual(["CreateStream", "DeleteStream"]);
    expect(connections).toBe(1);
  });

  it("are not sent when the right to write ended while they were being connected", async () => {
    const kinesis = await clients.kinesis();
    mayWrite = false;

    const refused = kinesis.send(create(), isWrite);

    await expect(refused).rejects.toMatchObject({ name: "WriteRefusedError" });
    expect(arrived).toEqual([]);
  });

  it("are not sent over a connection from before the right to write ended either", async () => {
    const kinesis = await clients.kinesis();
    await kinesis.send(create(), isWrite);
    mayWrite = false;

    const refused = kinesis.send(create(), isWrite);

    await expect(refused).rejects.toMatchObject({ name: "WriteRefusedError" });
    expect(arrived).toEqual(["CreateStream"]);
  });

  it("leave reads alone, which are always allowed", async () => {
    const kinesis = await clients.kinesis();
    mayWrite = false;

    await kinesis.send(new ListStreamsCommand({}), isRead);

    expect(arrived).toEqual(["ListStreams"]);
  });

  it("fail when nobody answers there", async () => {
    server.close();
    const kinesis = await clients.kinesis();

    await expect(kinesis.send(create(), isWrite)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    server.listen(0);
    await once(server, "listening");
  });
});
