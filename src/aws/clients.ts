import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import type { S3Client } from "@aws-sdk/client-s3";
import type { STSClient } from "@aws-sdk/client-sts";
import type { Clock } from "../core/clock.ts";
import { version } from "../version.ts";
import type { Call } from "./call.ts";
import { toCallError } from "./classify.ts";
import type { Credentials } from "./credentials.ts";
import { createRequestHandler } from "./request-handler.ts";
import { createSignIn, type SignIn } from "./sign-in.ts";

/** How to reach AWS. */
export interface ClientSettings {
  /** Absent: the SDK's chain decides. */
  readonly region?: string;
  /** Absent: AWS itself. */
  readonly endpointUrl?: string;
  /** Assumed with the SDK chain's credentials, and again before it expires. */
  readonly assumeRoleArn?: string;
  /** Absent: the SDK's chain. */
  readonly credentials?: Credentials;
  /** How who we are is asked, and roles are assumed; absent: neither counted nor paced. */
  readonly signInCall?: Call;
  /** By which credentials expire; absent: the machine's. */
  readonly clock?: Pick<Clock, "now">;
  /** Stands in CloudTrail beside the assumed role. */
  readonly sessionName: string;
  /** From the connection's start to the answer's end; default 15 s. The lease of a controller outlasts it. */
  readonly requestTimeoutMs?: number;
  /** Asked at the last moment before a request that changes something goes out; absent: always. */
  readonly mayWrite?: () => boolean;
  /** Attempts the SDK makes for a call; default 1, because the engine repeats, and counts what it repeats. */
  readonly maxAttempts?: number;
}

/** The SDK's clients for one target, each loaded and made when first asked for. */
export interface Clients {
  lambda(): Promise<LambdaClient>;
  kinesis(): Promise<KinesisClient>;
  logs(): Promise<CloudWatchLogsClient>;
  iam(): Promise<IAMClient>;
  tagging(): Promise<ResourceGroupsTaggingAPIClient>;
  s3(): Promise<S3Client>;
  sts(): Promise<STSClient>;
  /** Closes connections that are kept alive. Safe to call twice. */
  destroy(): void;
}

/** Clients, and as whom they call. */
export interface SignedInClients extends Clients {
  readonly signIn: SignIn;
}

const defaultRequestMs = 15_000;
const connectTimeoutMs = 5_000;
const maxSockets = 64;
/** In the user agent, so that CloudTrail tells xflow's calls from others made with the same role. */
export const userAgent: [string, string][] = [["xflow", version]];

export function createClients(settings: ClientSettings): SignedInClients {
  const handler = createRequestHandler({
    connectionTimeout: connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs ?? defaultRequestMs,
    maxSockets,
    ...(settings.mayWrite !== undefined && { mayWrite: settings.mayWrite }),
  });
  const anybody = clientConfig(settings, handler);
  const signIn = createSignIn({
    ...settings,
    config: anybody,
    call: settings.signInCall ?? uncounted,
    clock: settings.clock ?? Date,
  });
  const config = { ...anybody, credentials: signIn.pinned };
  return {
    signIn,
    lambda: once(async () => new (await import("@aws-sdk/client-lambda")).LambdaClient(config)),
    kinesis: once(async () => new (await import("@aws-sdk/client-kinesis")).KinesisClient(config)),
    logs: once(
      async () => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogsClient(config),
    ),
    iam: once(async () => new (await import("@aws-sdk/client-iam")).IAMClient(config)),
    tagging: once(async () => {
      const sdk = await import("@aws-sdk/client-resource-groups-tagging-api");
      return new sdk.ResourceGroupsTaggingAPIClient(config);
    }),
    s3: once(async () => {
      // Names of buckets are no host names on an endpoint that is an address.
      const forcePathStyle = settings.endpointUrl !== undefined;
      return new (await import("@aws-sdk/client-s3")).S3Client({ ...config, forcePathStyle });
    }),
    sts: once(async () => {
      const { STSClient } = await import("@aws-sdk/client-sts");
      return new STSClient({ ...anybody, credentials: signIn.any });
    }),
    destroy: () => handler.destroy(),
  };
}

/** HTTP/1.1 for all, Kinesis included, whose own choice of HTTP/2 fails on a plain-http endpoint. */
function clientConfig(settings: ClientSettings, requestHandler: ReturnType<typeof createRequestHandler>) {
  const { region, endpointUrl } = settings;
  return {
    maxAttempts: settings.maxAttempts ?? 1,
    customUserAgent: userAgent,
    requestHandler,
    ...(region !== undefined && { region }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  };
}

const uncounted: Call = async (name, send) => {
  const [service = "", operation = ""] = name.split(":");
  return await send({}).catch((error: unknown) => {
    throw toCallError(service, operation, error);
  });
};

/** What failed is tried again by the next who asks. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
