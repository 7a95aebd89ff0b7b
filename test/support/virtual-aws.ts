import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient } from "@aws-sdk/client-iam";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { userAgent } from "../../src/aws/clients.ts";
import { QUICK_DURATIONS } from "../../src/local/durations.ts";
import { createFaults } from "../../src/local/gateway/faults.ts";
import { createGateway } from "../../src/local/gateway/gateway.ts";
import { createLatency } from "../../src/local/gateway/latency.ts";
import { noQuotas } from "../../src/local/gateway/quotas.ts";
import { DROP, type WireHandler } from "../../src/local/gateway/wire.ts";
import type { Service } from "../../src/local/service.ts";
import { startServices } from "../../src/local/services.ts";
import { createForkedStorage, type ForkedStorage } from "./forked-storage.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";

const accountId = "000000000000";
export const virtualRegion = "us-east-1";

/** The embedded AWS on virtual time, called without a socket. Functions in it are never run. */
export interface VirtualAws {
  readonly clock: ManualClock;
  readonly storage: ForkedStorage;
  readonly handler: WireHandler;
  readonly services: readonly Service[];
  stop(): Promise<void>;
}

export async function createVirtualAws(
  storage: ForkedStorage = createForkedStorage(),
  nowMs?: number,
): Promise<VirtualAws> {
  const clock = createManualClock(nowMs);
  const services = await startServices({
    storage,
    clock,
    accountId,
    folder: undefined,
    endpoint: "http://127.0.0.1:1",
    durations: QUICK_DURATIONS,
    enforceQuotas: false,
    timeScale: 1,
  });
  const handler = createGateway(services.list, {
    accountId,
    clock,
    faults: createFaults(),
    quotas: noQuotas,
    latency: createLatency(clock, 0),
    onCall: () => undefined,
    onInternalError: (error) => {
      throw error;
    },
  });
  return { clock, storage, handler, services: services.list, stop: () => services.stop() };
}

/** SDK clients, made once: making them takes longer than what most tests do with them. */
export interface VirtualClients {
  readonly lambda: LambdaClient;
  readonly kinesis: KinesisClient;
  readonly logs: CloudWatchLogsClient;
  readonly iam: IAMClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
}

/** @param handler of the AWS that is called at the moment */
export function createVirtualClients(handler: () => WireHandler): VirtualClients {
  const config = {
    region: virtualRegion,
    endpoint: "http://127.0.0.1:1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    customUserAgent: userAgent,
    signer: { sign: scoped },
    requestHandler: { handle: (request: SdkRequest) => exchange(handler(), request) },
  };
  return {
    lambda: new LambdaClient(config),
    kinesis: new KinesisClient(config),
    logs: new CloudWatchLogsClient(config),
    iam: new IAMClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
    s3: new S3Client(config),
    sts: new STSClient(config),
  };
}

/** What is used of a request as the SDK hands it to its transport. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Nobody checks signatures here, and they take a tenth of the time; the scope tells the services apart. */
async function scoped<Request extends SdkRequest>(
  request: Request,
  { signingService = "" }: { readonly signingService?: string } = {},
): Promise<Request> {
  const authorization = `Credential=test/20260101/${virtualRegion}/${signingService}/aws4_request`;
  return Object.assign(request, { headers: { ...request.headers, authorization } });
}

const neverAborted = new AbortController().signal;

async function exchange(handler: WireHandler, { method, path, query = {}, headers, body }: SdkRequest) {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one): [string, string] => [name, one]),
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
  return {
    response: { statusCode: answer.status, headers: { ...answer.headers }, body: bytes ?? new Uint8Array() },
  };
}
