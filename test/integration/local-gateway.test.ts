import { once } from "node:events";
import { request } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import {
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  NoSuchEntityException,
  TagRoleCommand,
} from "@aws-sdk/client-iam";
import { DescribeStreamSummaryCommand, KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-lambda";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { AwsError } from "../../src/local/aws-error.ts";
import type {
  JsonService,
  Operation,
  QueryService,
  RawRoute,
  RestJsonService,
  Service,
} from "../../src/local/service.ts";
import { clientConfig, type GatewayServer, serveGateway } from "../support/gateway-server.ts";

const kinesis: JsonService = {
  protocol: "json",
  name: "kinesis",
  targetPrefix: "Kinesis_20131202",
  jsonVersion: "1.1",
  operations: {
    ListStreams: ({ input, region }) => ({
      StreamNames: [region, String(input["Limit"])],
      HasMoreStreams: false,
    }),
    DescribeStreamSummary: () => {
      throw new AwsError("ResourceNotFoundException", "no such stream");
    },
  },
};

const iam: QueryService = {
  protocol: "query",
  name: "iam",
  xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  operations: {
    ListRoles: () => ({ Roles: [], IsTruncated: false }),
    GetRole: ({ input }) => {
      throw new AwsError("NoSuchEntity", `no role <${input["RoleName"]}> & co`, 404);
    },
    TagRole: ({ input }) => {
      if (JSON.stringify(input["Tags"]) !== '[{"Key":"a b","Value":"é"}]')
        throw new Error("tags were not read");
      return undefined;
    },
  },
};

const INVOKE: RawRoute = {
  method: "POST",
  path: "/2015-03-31/functions/{FunctionName}/invocations",
  operation: "Invoke",
  handle: ({ body, parameters }) => ({
    status: 200,
    headers: { "x-amz-executed-version": parameters["FunctionName"] ?? "" },
    body,
  }),
};

const lambda: RestJsonService = {
  protocol: "rest-json",
  name: "lambda",
  routes: [
    {
      method: "GET",
      path: "/2015-03-31/functions",
      operation: "ListFunctions",
      status: 200,
      run: ({ input }) => ({ Functions: [], NextMarker: `${input["MaxItems"]}` }),
    },
    {
      method: "GET",
      path: "/2015-03-31/functions/{FunctionName}",
      operation: "GetFunction",
      status: 200,
      run: ({ input }) => {
        throw new AwsError("ResourceNotFoundException", `Function not found: ${input["FunctionName"]}`, 404);
      },
    },
    {
      method: "GET",
      path: "/2017-03-31/tags/{Resource}",
      operation: "ListTags",
      status: 200,
      run: ({ input }) => ({ Tags: { resource: String(input["Resource"]) } }),
    },
    {
      method: "DELETE",
      path: "/2017-03-31/tags/{Resource}",
      operation: "UntagResource",
      status: 204,
      run: ({ input }) => {
        if (!Array.isArray(input["tagKeys"])) throw new Error("tagKeys is no list");
        return undefined;
      },
    },
  ],
  rawRoutes: [INVOKE],
};

const sqs: JsonService = {
  protocol: "json",
  name: "sqs",
  targetPrefix: "AmazonSQS",
  jsonVersion: "1.0",
  operations: {
    GetQueueUrl: () => {
      throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    },
  },
};

describe("the gateway", () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function serve(services: readonly Service[], options = {}): Promise<GatewayServer> {
    const server = await serveGateway(services, options);
    cleanups.push(() => server.listener.stop());
    return server;
  }
  function use<Client extends { destroy(): void }>(client: Client): Client {
    cleanups.push(() => client.destroy());
    return client;
  }

  it("serves the Kinesis client, which speaks cleartext HTTP/2, and reads the region from the signature", async () => {
    const server = await serve([kinesis]);
    const client = use(new KinesisClient(clientConfig(server.endpoint)));

    const found = await client.send(new ListStreamsCommand({ Limit: 7 }));

    expect(found.StreamNames).toEqual(["eu-west-3", "7"]);
    expect(found.$metadata.requestId).toBe(server.calls[0]?.requestId);
    expect(client.config.requestHandler.metadata?.handlerProtocol).toBe("h2");
  });

  it("answers a JSON service's error with its type, message and status, and logs it", async () => {
    const server = await serve([kinesis]);
    const client = use(new KinesisClient(clientConfig(server.endpoint)));

    const call = client.send(new DescribeStreamSummaryCommand({ StreamName: "words" }));

    await expect(call).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "no such stream",
    });
    expect(server.calls).toMatchObject([
      {
        service: "kinesis",
        operation: "DescribeStreamSummary",
        status: 400,
        errorCode: "ResourceNotFoundException",
        mutating: false,
      },
    ]);
  });

  it("speaks the query protocol with IAM's client, empty lists and errors included", async () => {
    const server = await serve([iam]);
    const client = use(new IAMClient(clientConfig(server.endpoint)));

    expect((await client.send(new ListRolesCommand({}))).Roles).toEqual([]);
    await client.send(new TagRoleCommand({ RoleName: "r", Tags: [{ Key: "a b", Value: "é" }] }));
    const failure = await client.send(new GetRoleCommand({ RoleName: "x" })).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(NoSuchEntityException);
    expect(failure).toMatchObject({ message: "no role <x> & co", $metadata: { httpStatusCode: 404 } });
  });

  it("speaks REST-JSON with Lambda's client: ARNs in paths, query members, lists, raw payloads, errors", async () => {
    const server = await serve([lambda]);
    const client = use(new LambdaClient(clientConfig(server.endpoint)));
    const arn = "arn:aws:lambda:eu-west-3:000000000000:function:split";

    expect((await client.send(new ListFunctionsCommand({ MaxItems: 3 }))).NextMarker).toBe("3");
    expect((await client.send(new ListTagsCommand({ Resource: arn }))).Tags).toEqual({ resource: arn });
    await client.send(new UntagResourceCommand({ Resource: arn, TagKeys: ["a", "b"] }));
    const invoked = await client.send(
      new InvokeCommand({ FunctionName: "split", Payload: Buffer.from("{}") }),
    );
    const missing = client.send(new GetFunctionCommand({ FunctionName: arn }));

    expect(invoked.Payload?.transformToString()).toBe("{}");
    expect(invoked.ExecutedVersion).toBe("split");
    await expect(missing).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Function not found: ${arn}`,
      Type: "User",
    });
  });

  it("gives SQS clients the query code of an error", async () => {
    const server = await serve([sqs]);
    const client = use(new SQSClient(clientConfig(server.endpoint)));

    const failure = await client
      .send(new GetQueueUrlCommand({ QueueName: "q" }))
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      name: "QueueDoesNotExist",
      Error: { Code: "AWS.SimpleQueueService.NonExistentQueue" },
    });
  });

  it("refuses services and operations that it does not offer", async () => {
    const server = await serve([lambda, { ...kinesis, operations: {} }]);
    const streams = use(new KinesisClient(clientConfig(server.endpoint)));
    const roles = use(new IAMClient(clientConfig(server.endpoint)));
    const functions = use(new LambdaClient(clientConfig(server.endpoint)));

    await expect(streams.send(new ListStreamsCommand({}))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: "the embedded AWS does not offer kinesis ListStreams",
    });
    await expect(functions.send(new DeleteFunctionCommand({ FunctionName: "f" }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
    await expect(roles.send(new ListRolesCommand({}))).rejects.toMatchObject({
      message: "the embedded AWS does not offer the service iam (ListRoles)",
    });
  });

  it("hides the cause of an internal error from the client and reports it", async () => {
    const cause = new Error("secret");
    const broken = { ListStreams: () => Promise.reject(cause) };
    const server = await serve([{ ...kinesis, operations: broken }]);
    const client = use(new KinesisClient(clientConfig(server.endpoint)));

    const failure = await client.send(new ListStreamsCommand({})).catch((error: unknown) => error);

    expect(failure).toMatchObject({ name: "InternalFailure", $metadata: { httpStatusCode: 500 } });
    expect(String(failure)).not.toContain("secret");
    expect(server.internalErrors).toEqual([cause]);
  });

  it("injects errors before or after the effect, and dropped connections over both HTTP versions", async () => {
    let runs = 0;
    const counting = { ListStreams: () => ({ StreamNames: [`${++runs}`], HasMoreStreams: false }) };
    const server = await serve([{ ...kinesis, operations: counting }, lambda]);
    const streams = use(new KinesisClient(clientConfig(server.endpoint)));
    const functions = use(new LambdaClient(clientConfig(server.endpoint)));
    const target = { service: "kinesis", operation: "ListStreams", times: 1 };
    const effect = { kind: "error", code: "LimitExceededException", status: 400 } as const;

    server.faults.inject({ ...target, effect, when: "before" });
    await expect(streams.send(new ListStreamsCommand({}))).rejects.toMatchObject({ name: effect.code });
    expect(runs).toBe(0);
    server.faults.inject({ ...target, effect, when: "after" });
    await expect(streams.send(new ListStreamsCommand({}))).rejects.toMatchObject({ name: effect.code });
    expect(runs).toBe(1);
    server.faults.inject({ ...target, effect: { kind: "drop" }, when: "after" });
    await expect(streams.send(new ListStreamsCommand({}))).rejects.toThrow();
    server.faults.inject({
      service: "lambda",
      operation: "*",
      effect: { kind: "drop" },
      when: "before",
      times: 1,
    });
    await expect(functions.send(new ListFunctionsCommand({}))).rejects.toThrow();

    expect((await streams.send(new ListStreamsCommand({}))).StreamNames).toEqual(["3"]);
    expect(server.calls.filter(({ status }) => status === undefined)).toHaveLength(2);
  });

  it("answers 413 to a body beyond the limit", async () => {
    const server = await serve([kinesis], { maxBodyBytes: 10 });
    const client = use(new KinesisClient(clientConfig(server.endpoint)));

    const call = client.send(new ListStreamsCommand({ ExclusiveStartStreamName: "a-long-stream-name" }));

    await expect(call).rejects.toMatchObject({ name: "RequestEntityTooLargeException" });
  });

  it("tells a client that waits for it to continue, and keeps the connection for the next request", async () => {
    const server = await serve([lambda]);
    const send = async () => {
      const sent = request(`${server.endpoint}/2015-03-31/functions/f/invocations`, {
        method: "POST",
        headers: { expect: "100-continue", connection: "keep-alive" },
      });
      sent.flushHeaders();
      await once(sent, "continue");
      sent.end("body");
      const [response] = await once(sent, "response");
      response.resume();
      await once(response, "end");
      return response;
    };

    const response = await send();

    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ connection: "keep-alive", "content-length": "4" });
  });

  it("tells the HTTP version of a request that arrives byte by byte, and survives a connection that says nothing", async () => {
    const server = await serve([kinesis]);
    const silent = connect(server.listener.port, "127.0.0.1");
    await once(silent, "connect");
    silent.resetAndDestroy();
    const slow = connect(server.listener.port, "127.0.0.1").setNoDelay();
    await once(slow, "connect");
    const received = once(slow, "data");
    for (const byte of "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n") {
      await new Promise((resolve) => slow.write(byte, resolve));
    }

    expect(String((await received)[0])).toMatch(/^HTTP\/1\.1 404/);
    slow.destroy();
  });

  it("survives garbage, a broken preface, a client that leaves mid-body, and an answer HTTP cannot carry", async () => {
    const unspeakable = {
      ...lambda,
      rawRoutes: [{ ...INVOKE, handle: () => ({ status: 200, headers: { a: "\n" } }) }],
    };
    const server = await serve([unspeakable, kinesis]);
    const say = async (text: string) => {
      const socket = connect(server.listener.port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.end(text);
      socket.resume();
      await once(socket, "close");
    };

    await say("\u0000\u0001\u0002 nonsense\r\n\r\n");
    await say(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"x".repeat(100)}`);
    await say("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
    const functions = use(new LambdaClient(clientConfig(server.endpoint)));
    await expect(functions.send(new InvokeCommand({ FunctionName: "f" }))).rejects.toThrow();

    expect(server.internalErrors).toMatchObject([{ code: "ERR_INVALID_CHAR" }]);
    const client = use(new KinesisClient(clientConfig(server.endpoint)));
    expect((await client.send(new ListStreamsCommand({ Limit: 1 }))).HasMoreStreams).toBe(false);
  });

  it("aborts the signal of a call whose client goes away, or that outlasts the grace of a stop", async () => {
    const reasons: unknown[] = [];
    let entered: () => void = () => {};
    const ListStreams: Operation = ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          reasons.push(String(signal.reason));
          resolve(undefined);
        });
        entered();
      });
    const server = await serve([{ ...kinesis, operations: { ListStreams } }], { graceMs: 0 });
    const begin = async (abortSignal = new AbortController().signal) => {
      const client = use(new KinesisClient(clientConfig(server.endpoint)));
      const inFlight = new Promise<void>((resolve) => {
        entered = resolve;
      });
      const failed = client.send(new ListStreamsCommand({}), { abortSignal }).catch(() => "failed");
      await inFlight;
      return { failed };
    };

    const leaving = new AbortController();
    const left = await begin(leaving.signal);
    leaving.abort();
    expect(await left.failed).toBe("failed");
    await expect.poll(() => reasons, { interval: 5 }).toEqual(["Error: the client closed the connection"]);
    const outlasting = await begin();
    await server.listener.stop();

    expect(reasons[1]).toBe("Error: the embedded AWS is stopping");
    expect(await outlasting.failed).toBe("failed");
  });

  it("stops: closes idle connections, lets a call in flight finish, then frees the port", async () => {
    let entered: () => void = () => {};
    let release: () => void = () => {};
    const inFlight = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = {
      ListStreams: async () => {
        entered();
        await released;
        return { StreamNames: ["late"], HasMoreStreams: false };
      },
    };
    const server = await serve([{ ...kinesis, operations: slow }]);
    const client = use(new KinesisClient(clientConfig(server.endpoint)));
    const idle = connectHttp2(server.endpoint);
    await once(idle, "connect");
    const idleClosed = once(idle, "close");
    const call = client.send(new ListStreamsCommand({}));
    await inFlight;

    const stopped = server.listener.stop();
    await idleClosed;
    release();

    expect((await call).StreamNames).toEqual(["late"]);
    await stopped;
    await expect(fetch(server.endpoint)).rejects.toThrow();
  });
});
