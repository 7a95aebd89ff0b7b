import { randomUUID } from "node:crypto";
import { type Gate, openGate } from "../access/gate.ts";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../clock.ts";
import type { Service } from "../service.ts";
import type { BoundCall, Identity } from "./bound-call.ts";
import { refuseBrowsers } from "./browser-guard.ts";
import { credentialScope } from "./credential-scope.ts";
import type { Fault, Faults } from "./faults.ts";
import { jsonMembers } from "./json-body.ts";
import type { Latency } from "./latency.ts";
import { createModelCheck, type ModelCheck } from "./model-check.ts";
import { isMutating } from "./mutating.ts";
import type { Quotas } from "./quotas.ts";
import { createRouter } from "./router.ts";
import { DROP, type WireHandler, type WireRequest, type WireResponse } from "./wire.ts";

/** One call as the request log tells it, when it is over. */
export interface CallRecord {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly requestId: string;
  /** Undefined when the connection was cut instead. */
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  /** Clock milliseconds. */
  readonly durationMs: number;
  /** Whether the operation is one that changes the world, whatever came of this call. */
  readonly mutating: boolean;
}

export interface GatewayOptions {
  readonly accountId: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly quotas: Quotas;
  readonly latency: Latency;
  /** Default: everybody may do everything. */
  readonly gate?: Gate;
  onCall(call: CallRecord): void;
  /** Told of exceptions that are no AWS errors; the client only sees a 500. */
  onInternalError(error: unknown, call: { readonly service: string; readonly operation: string }): void;
}

/** Of calls signed for no region, and unsigned ones. */
const DEFAULT_REGION = "us-east-1";

/**
 * What happens to a request: route → who calls → quota → latency → fault before → no web page → the API's model →
 * permission → the operation → fault after → answer, with `x-amzn-RequestId` always. Never rejects.
 */
export function createGateway(services: readonly Service[], options: GatewayOptions): WireHandler {
  const router = createRouter(services);
  const checkModel = createModelCheck();
  const { gate = openGate } = options;
  return async (request) => {
    const startedAt = options.clock.now();
    const scope = credentialScope(request);
    const identity: Identity = {
      region: scope?.region ?? DEFAULT_REGION,
      accountId: options.accountId,
      accessKeyId: scope?.accessKeyId ?? "anonymous",
      requestId: randomUUID(),
      signal: request.signal,
    };
    const call = guarded(router.route(request, scope?.service), request, { gate, checkModel });
    const { response, errorCode } = await answer(call, { identity, request }, options);
    options.onCall({
      service: call.service,
      operation: call.operation,
      region: identity.region,
      requestId: identity.requestId,
      status: response === DROP ? undefined : response.status,
      errorCode,
      durationMs: options.clock.now() - startedAt,
      mutating: isMutating(call.operation),
    });
    return response === DROP ? DROP : withRequestId(response, identity.requestId);
  };
}

interface Guards {
  readonly gate: Gate;
  readonly checkModel: ModelCheck;
}

/** The call, unless a web page makes it, AWS's model of the API refuses it, or its caller may not. */
function guarded(call: BoundCall, request: WireRequest, { gate, checkModel }: Guards): BoundCall {
  const { service, operation } = call;
  return {
    ...call,
    run: async (identity) => {
      refuseBrowsers(request);
      checkModel(call, request.headers["user-agent"] ?? "");
      const gated = { ...identity, service, operation, body: request.body, input: call.input };
      return gate.pass(gated, () => call.run(identity));
    },
  };
}

interface Answer {
  readonly response: WireResponse | typeof DROP;
  readonly errorCode: string | undefined;
}

async function answer(
  call: BoundCall,
  { identity, request }: { readonly identity: Identity; readonly request: WireRequest },
  options: GatewayOptions,
): Promise<Answer> {
  const { service, operation } = call;
  try {
    options.gate?.admit(service, identity.accessKeyId);
    options.quotas.spend({ ...identity, service, operation, input: () => jsonMembers(request.body) });
    await options.latency.wait(identity.signal);
    const fault = options.faults.strike(service, operation);
    if (fault?.when === "before") return befall(fault, call, identity);
    const response = await call.run(identity);
    return fault === undefined ? { response, errorCode: undefined } : befall(fault, call, identity);
  } catch (error) {
    const awsError = toAwsError(error, call, identity.signal, options);
    return { response: call.fail(awsError, identity.requestId), errorCode: awsError.code };
  }
}

function befall(fault: Fault, call: BoundCall, identity: Identity): Answer {
  const { effect } = fault;
  if (effect.kind === "drop") return { response: DROP, errorCode: undefined };
  const error = new AwsError(effect.code, effect.message ?? "injected fault", effect.status, effect.details);
  return { response: call.fail(error, identity.requestId), errorCode: effect.code };
}

function toAwsError(error: unknown, call: BoundCall, signal: AbortSignal, options: GatewayOptions): AwsError {
  if (error instanceof AwsError) return error;
  if (signal.aborted) return new AwsError("ServiceUnavailable", "the call was given up", 503);
  options.onInternalError(error, { service: call.service, operation: call.operation });
  const code = call.service === "lambda" ? "ServiceException" : "InternalFailure";
  return new AwsError(code, "an internal error of the embedded AWS; its log has the details", 500);
}

function withRequestId(response: WireResponse, requestId: string): WireResponse {
  return { ...response, headers: { ...response.headers, "x-amzn-RequestId": requestId } };
}
