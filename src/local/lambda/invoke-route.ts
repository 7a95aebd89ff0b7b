import { AwsError } from "../aws-error.ts";
import type { RawRequest, RawResponse, RawRoute } from "../service.ts";
import { functionPending, notSupported, tooLarge } from "./errors.ts";
import type { EventQueue } from "./event-queue.ts";
import { targetOf } from "./function-name.ts";
import { type Invoked, invokeOnce } from "./invocation.ts";
import type { LambdaContext } from "./lambda-context.ts";

/** Largest payloads, in bytes. Source: Lambda quotas. */
const maxPayload: Readonly<Record<string, number>> = {
  RequestResponse: 6 * 1024 * 1024,
  DryRun: 6 * 1024 * 1024,
  Event: 1024 * 1024,
};

const version = { "x-amz-executed-version": "$LATEST" };

/** Invoke: RequestResponse, Event and DryRun; with the log's tail when asked. */
export function invokeRoute(context: LambdaContext, events: EventQueue): RawRoute {
  return {
    method: "POST",
    path: "/2015-03-31/functions/{FunctionName}/invocations",
    operation: "Invoke",
    handle: (request) => {
      const { arn } = targetOf(
        request.parameters["FunctionName"] ?? "",
        request,
        request.query.get("Qualifier") ?? undefined,
      );
      const row = context.functions.get(arn);
      const type = readType(request);
      const payload = readPayload(request.body, type);
      if (row.state === "Pending") throw functionPending();
      if (type === "DryRun") return { status: 204 };
      if (type === "RequestResponse") return respond(context, arn, payload, request);
      events.add({ functionArn: arn, payload, requestId: request.requestId, ...clientContextOf(request) });
      return { status: 202 };
    },
  };
}

async function respond(
  context: LambdaContext,
  arn: string,
  payload: Uint8Array,
  request: RawRequest,
): Promise<RawResponse> {
  const traceId = request.headers["x-amzn-trace-id"];
  const result = await invokeOnce(context, arn, payload, {
    requestId: request.requestId,
    signal: request.signal,
    ...clientContextOf(request),
    ...(traceId === undefined ? {} : { traceId }),
  });
  return {
    status: 200,
    headers: {
      "content-type": "application/json",
      ...version,
      ...(result.kind === "failed" ? { "x-amz-function-error": "Unhandled" } : {}),
      ...logHeader(request, result),
    },
    body: result.payload,
  };
}

function logHeader({ headers }: RawRequest, { log }: Invoked): Record<string, string> {
  const isWanted = headers["x-amz-log-type"] === "Tail";
  return isWanted ? { "x-amz-log-result": Buffer.from(log, "utf8").toString("base64") } : {};
}

function readType({ headers }: RawRequest): string {
  const type = headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (maxPayload[type] === undefined) throw notSupported(`InvocationType ${type}`);
  return type;
}

/** No payload is an empty event. */
function readPayload(body: Uint8Array, type: string): Uint8Array {
  const limit = maxPayload[type] ?? 0;
  if (body.byteLength > limit) {
    throw tooLarge(`Request must be smaller than ${limit} bytes for the InvokeFunction operation`);
  }
  const payload = body.byteLength === 0 ? Buffer.from("{}") : Buffer.from(body);
  const problem = jsonProblem(payload.toString("utf8"));
  if (problem === undefined) return payload;
  throw new AwsError("InvalidRequestContentException", `Could not parse request body into json: ${problem}`);
}

/** @returns undefined for JSON */
function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function clientContextOf({ headers }: RawRequest): { clientContext?: string } {
  const encoded = headers["x-amz-client-context"];
  return encoded === undefined ? {} : { clientContext: Buffer.from(encoded, "base64").toString("utf8") };
}
