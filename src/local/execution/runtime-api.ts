import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Invocation,
  maxResponseBytes,
  type Posted,
  type Refusal,
  RuntimeConversation,
  type RuntimeEvents,
} from "./runtime-conversation.ts";

const prefix = "/2018-06-01/runtime";
const invocationPath = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** The Runtime API of one sandbox, on a loopback port of its own, since its paths do not name the sandbox. */
export interface RuntimeApi {
  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Answers the runtime's pending `next`. Call it only after `ready`. */
  deliver(invocation: Invocation): void;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

/** Starts listening. Source: docs/local-rules.md, RT. */
export async function openRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  const conversation = new RuntimeConversation(events);
  const server = createServer((request, reply) => {
    reply.on("error", () => {});
    serve(conversation, request, reply).catch(() => reply.destroy());
  });
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliver: (invocation) => conversation.deliver(invocation),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  conversation: RuntimeConversation,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  if (request.method === "GET" && request.url === `${prefix}/invocation/next`) {
    const refusal = conversation.next((invocation) => sendInvocation(reply, invocation));
    if (refusal !== undefined) sendRefusal(reply, refusal);
    return;
  }
  const posted = await readPosted(request);
  const refusal =
    request.method === "POST" ? post(conversation, request.url ?? "", posted) : notFound(request);
  if (refusal === undefined) send(reply, 202, { status: "OK" });
  else sendRefusal(reply, refusal);
}

function post(conversation: RuntimeConversation, path: string, posted: Posted): Refusal | undefined {
  if (path === `${prefix}/init/error`) return conversation.initError(posted);
  const [, requestId, verb] = path.match(invocationPath) ?? [];
  if (requestId === undefined) return notFound({ method: "POST", url: path });
  return verb === "error" ? conversation.error(requestId, posted) : conversation.response(requestId, posted);
}

function notFound({ method, url }: Pick<IncomingMessage, "method" | "url">): Refusal {
  return { status: 404, errorType: "NotFound", errorMessage: `the Runtime API has no ${method} ${url}` };
}

/** Reads to the end whatever the length, so that the runtime gets an answer instead of a broken pipe. */
async function readPosted(request: IncomingMessage): Promise<Posted> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length <= maxResponseBytes) chunks.push(chunk as Buffer);
  }
  const errorType = request.headers["lambda-runtime-function-error-type"];
  const streamErrorType = request.trailers["lambda-runtime-function-error-type"];
  return {
    bytes: Buffer.concat(chunks),
    tooLong: length > maxResponseBytes,
    errorType: String(errorType ?? ""),
    ...(streamErrorType === undefined ? {} : { streamError: streamErrorOf(request, streamErrorType) }),
  };
}

/** A streamed response that failed half-way carries its error document in a trailer, in base64. */
function streamErrorOf({ trailers }: IncomingMessage, errorType: string) {
  return {
    errorType,
    bytes: Buffer.from(trailers["lambda-runtime-function-error-body"] ?? "", "base64"),
  };
}

function sendInvocation(reply: ServerResponse, invocation: Invocation): void {
  reply
    .writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": invocation.payload.byteLength,
      "Lambda-Runtime-Aws-Request-Id": invocation.requestId,
      "Lambda-Runtime-Deadline-Ms": invocation.deadlineMs,
      "Lambda-Runtime-Invoked-Function-Arn": invocation.functionArn,
      "Lambda-Runtime-Trace-Id": invocation.traceId,
      ...(invocation.clientContext ? { "Lambda-Runtime-Client-Context": invocation.clientContext } : {}),
    })
    .end(invocation.payload);
}

function sendRefusal(reply: ServerResponse, { status, errorType, errorMessage }: Refusal): void {
  send(reply, status, { errorType, errorMessage });
}

function send(reply: ServerResponse, status: number, document: Readonly<Record<string, string>>): void {
  const body = JSON.stringify(document);
  reply
    .writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) })
    .end(body);
}
