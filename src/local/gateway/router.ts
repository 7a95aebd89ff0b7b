import type { AwsError } from "../aws-error.ts";
import type { Service } from "../service.ts";
import { type BoundCall, notOffered } from "./bound-call.ts";
import { bindJson } from "./json-protocol.ts";
import { bindQuery, formOf } from "./query-protocol.ts";
import { queryErrorXml } from "./query-xml.ts";
import { bindRaw } from "./raw-protocol.ts";
import { createRestJsonBinder } from "./rest-json-protocol.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** Finds whose request it is. */
export interface Router {
  /** @param scope the service of the request's signature; undefined when unsigned */
  route(request: WireRequest, scope: string | undefined): BoundCall;
}

/** How one service recognises and binds a request. */
interface Entry {
  readonly service: Service;
  bind(request: WireRequest): BoundCall;
  /** Whether an unsigned request, or one signed for a name we do not know, is this service's by its looks. */
  recognises(request: WireRequest): boolean;
}

/**
 * Order of the signs: the signature's service, then `X-Amz-Target`, then the path, then the form's
 * `Action`. An unsigned request without any of them is S3's (a plain download by URL).
 */
export function createRouter(services: readonly Service[]): Router {
  const entries = services.map(toEntry);
  const byName = new Map(entries.map((entry) => [entry.service.name, entry]));
  return {
    route: (request, scope) => {
      const entry =
        (scope === undefined ? undefined : byName.get(scope)) ??
        entries.find((candidate) => candidate.recognises(request)) ??
        (scope === undefined && isPlain(request) ? byName.get("s3") : undefined);
      return entry === undefined ? unknownService(request, scope) : entry.bind(request);
    },
  };
}

function toEntry(service: Service): Entry {
  switch (service.protocol) {
    case "json":
      return {
        service,
        bind: (request) => bindJson(service, request),
        recognises: (request) => targetPrefixOf(request) === service.targetPrefix,
      };
    case "query":
      return {
        service,
        bind: (request) => bindQuery(service, request),
        recognises: (request) => Object.hasOwn(service.operations, formOf(request).get("Action") ?? ""),
      };
    case "rest-json": {
      const binder = createRestJsonBinder(service);
      return { service, bind: binder.bind, recognises: binder.matches };
    }
    case "raw":
      return {
        service,
        bind: (request) => bindRaw(service, request),
        recognises: (request) =>
          service.targetPrefix !== undefined && targetPrefixOf(request) === service.targetPrefix,
      };
  }
}

function targetPrefixOf(request: WireRequest): string | undefined {
  return request.headers["x-amz-target"]?.split(".")[0];
}

function isPlain(request: WireRequest): boolean {
  return request.headers["x-amz-target"] === undefined && !formOf(request).has("Action");
}

function unknownService(request: WireRequest, scope: string | undefined): BoundCall {
  const operation = request.headers["x-amz-target"] ?? formOf(request).get("Action") ?? request.path;
  return {
    service: scope ?? "unknown",
    operation,
    input: () => ({}),
    form: "http",
    run: async () => {
      throw notOffered(
        scope === undefined ? operation : `the service ${scope} (${operation})`,
        undefined,
        404,
      );
    },
    fail: (error, requestId) =>
      formOf(request).has("Action") ? xmlFailure(error, requestId) : jsonFailure(error),
  };
}

function xmlFailure(error: AwsError, requestId: string): WireResponse {
  const body = queryErrorXml(error, { xmlNamespace: "http://webservices.amazon.com/", requestId });
  return { status: error.status, headers: { "content-type": "text/xml" }, body };
}

function jsonFailure(error: AwsError): WireResponse {
  return {
    status: error.status,
    headers: { "content-type": "application/json", "x-amzn-errortype": error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}
