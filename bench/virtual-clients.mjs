import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient } from "@aws-sdk/client-iam";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { DROP } from "../dist/local/gateway/wire.js";

const region = "us-east-1";

/**
 * The SDK's clients as xflow makes them, apart from their transport: requests are made, and answers read, as over
 * the wire, but go to the embedded AWS's gateway without a socket.
 */
export function createVirtualClients(handler) {
  const config = {
    region,
    endpoint: "http://127.0.0.1:1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    maxAttempts: 1,
    signer: { sign: scoped },
    requestHandler: { handle: (request) => exchange(handler, request) },
  };
  const made = {
    lambda: new LambdaClient(config),
    kinesis: new KinesisClient(config),
    logs: new CloudWatchLogsClient(config),
    iam: new IAMClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
  };
  const offered = Object.entries(made).map(([name, client]) => [name, async () => client]);
  return { ...Object.fromEntries(offered), destroy: () => undefined };
}

/** Nobody checks signatures here; the scope tells the services apart. */
async function scoped(request, { signingService = "" } = {}) {
  const authorization = `Credential=bench/20260101/${region}/${signingService}/aws4_request`;
  return Object.assign(request, { headers: { ...request.headers, authorization } });
}

const neverAborted = new AbortController().signal;

async function exchange(handler, { method, path, query = {}, headers, body }) {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one) => [name, one]),
  );
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const answer = await handler({
    method,
    path,
    query: new URLSearchParams(pairs),
    headers: Object.fromEntries(lower),
    body: typeof body === "string" ? Buffer.from(body) : Uint8Array.from(body ?? []),
    signal: neverAborted,
  });
  if (answer === DROP) throw new Error("the connection was cut");
  const bytes = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  const statusCode = answer.status;
  return { response: { statusCode, headers: { ...answer.headers }, body: bytes ?? new Uint8Array() } };
}
