import type { TaggedResource } from "./once-tagged.ts";

/**
 * What the gateway needs to know of a service. A service is plain data: a name, a protocol and its
 * operations. It holds its state in `Storage`, takes time from `Clock`, and knows no HTTP, except the two
 * `raw` ones (S3, and DynamoDB behind its adapter).
 *
 * State is kept per region: key it by ARN and a region never sees another's resources.
 */
export type JsonObject = { [member: string]: unknown };

/** Who calls what; made by the gateway for each request. */
export interface Call {
  readonly operation: string;
  /** The request's members, as the service's API model names them. Query-protocol lists arrive as arrays. */
  readonly input: JsonObject;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly requestId: string;
  /** Aborted when the client goes away or the embedded AWS stops. */
  readonly signal: AbortSignal;
}

/** @returns the response members; undefined is an empty body. @throws AwsError */
export type Operation = (call: Call) => Promise<JsonObject | undefined> | JsonObject | undefined;

/** AWS JSON 1.0 or 1.1: `X-Amz-Target: <targetPrefix>.<Operation>`. */
export interface JsonService {
  readonly protocol: "json";
  /** The SigV4 scope's service, e.g. `kinesis`, `logs`, `tagging`, `sqs`. */
  readonly name: string;
  readonly targetPrefix: string;
  readonly jsonVersion: "1.0" | "1.1";
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Form in, XML out: IAM and STS. */
export interface QueryService {
  readonly protocol: "query";
  readonly name: string;
  readonly xmlNamespace: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** REST-JSON: Lambda. Path parameters in braces, percent-decoded; query parameters are merged into `input`. */
export interface RestRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH";
  /** e.g. `/2015-03-31/functions/{FunctionName}/code` */
  readonly path: string;
  readonly operation: string;
  /** HTTP status of success. */
  readonly status: number;
  readonly run: Operation;
}

/**
 * Lambda. `invoke` is apart: its payload is raw bytes and its metadata are headers.
 */
export interface RestJsonService {
  readonly protocol: "rest-json";
  readonly name: string;
  readonly routes: readonly RestRoute[];
  readonly rawRoutes: readonly RawRoute[];
}

export interface RawRoute {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly handle: RawHandler;
}

export interface RawRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Of a RawRoute's path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export interface RawResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** @throws AwsError, which the gateway encodes in the service's error format */
export type RawHandler = (request: RawRequest) => Promise<RawResponse> | RawResponse;

/** Speaks HTTP itself: S3 (REST-XML) and DynamoDB (the dynalite adapter). */
export interface RawService {
  readonly protocol: "raw";
  readonly name: string;
  /** Of `X-Amz-Target`, for services that use it (DynamoDB). */
  readonly targetPrefix?: string;
  readonly errorFormat: "json" | "xml";
  readonly handle: RawHandler;
  /** The API operation a request means; names it for faults, quotas and the request log. */
  readonly operationOf: (request: Pick<RawRequest, "method" | "path" | "query" | "headers">) => string;
  /** The members that the path holds. */
  readonly pathInput?: (request: Pick<RawRequest, "path" | "headers">) => JsonObject;
  /** Every operation that it offers, as `operationOf` names them. */
  readonly operations: readonly string[];
}

export type Service = JsonService | QueryService | RestJsonService | RawService;

/** A service and what must happen when the embedded AWS stops. */
export interface RunningService {
  readonly service: Service;
  /** Ends timers, subprocesses and loops. Resolves when none is left. */
  stop(): Promise<void>;
}

/** What the tagging API asks each service: the tags of everything it holds in one region. */
export interface TagSource {
  tagged(region: string): Iterable<TaggedResource>;
}
