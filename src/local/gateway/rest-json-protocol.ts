import type { AwsError } from "../aws-error.ts";
import type { JsonObject, RawRoute, RestJsonService, RestRoute } from "../service.ts";
import { type BoundCall, type Identity, notOffered, readOnce } from "./bound-call.ts";
import { parseJsonBody } from "./json-body.ts";
import { type PathTemplate, pathTemplate } from "./path-template.ts";
import { queryInput } from "./query-input.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

const HEADERS = { "content-type": "application/json" };

/** Lambda's errors whose text is in `Message`; the others use `message`. Source: Lambda API model. */
const CAPITAL_MESSAGE = new Set(["ResourceNotFoundException", "ServiceException"]);

interface Found {
  readonly route: RestRoute | RawRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Binds requests to one REST-JSON service. Made once a service, so that paths are parsed once. */
export interface RestJsonBinder {
  bind(request: WireRequest): BoundCall;
  /** Whether the request's method and path are one of the service's. */
  matches(request: Pick<WireRequest, "method" | "path">): boolean;
}

/** REST-JSON: method and path name the operation; path and query parameters join the body's members. */
export function createRestJsonBinder(service: RestJsonService): RestJsonBinder {
  const routes = [...service.rawRoutes, ...service.routes]
    .map((route) => ({ route, template: pathTemplate(route.path) }))
    .sort((a, b) => b.template.literals - a.template.literals);
  return {
    matches: (request) => find(routes, request) !== undefined,
    bind: (request) => {
      const found = find(routes, request);
      const input = readOnce(() => (found === undefined ? {} : inputOf(found, request)));
      return {
        service: service.name,
        operation: found?.route.operation ?? `${request.method} ${request.path}`,
        input,
        form: found !== undefined && "handle" in found.route ? "http" : "json",
        run: async (identity) => {
          if (found === undefined) {
            throw notOffered(`${service.name} ${request.method} ${request.path}`, undefined, 404);
          }
          return run(found, request, { ...identity, input });
        },
        fail: toErrorResponse,
      };
    },
  };
}

function find(
  routes: readonly { route: RestRoute | RawRoute; template: PathTemplate }[],
  request: Pick<WireRequest, "method" | "path">,
): Found | undefined {
  for (const { route, template } of routes) {
    const parameters = route.method === request.method ? template.match(request.path) : undefined;
    if (parameters !== undefined) return { route, parameters };
  }
  return undefined;
}

/** Of a route that is handed its request as it is, the body is no member. */
function inputOf({ route, parameters }: Found, request: WireRequest): JsonObject {
  const rest = "handle" in route ? request.headers : parseJsonBody(request.body);
  return { ...rest, ...queryInput(request.query), ...parameters };
}

async function run(
  { route, parameters }: Found,
  request: WireRequest,
  { input, ...identity }: Identity & Pick<BoundCall, "input">,
): Promise<WireResponse> {
  if ("handle" in route) return route.handle({ ...request, ...identity, parameters });
  const output = await route.run({ ...identity, operation: route.operation, input: input() });
  return {
    status: route.status,
    headers: HEADERS,
    body: output === undefined ? "" : JSON.stringify(output),
  };
}

/** Lambda's `retryAfterSeconds` travels as a header. Source: Lambda API model, TooManyRequestsException. */
function toErrorResponse(error: AwsError): WireResponse {
  const text = CAPITAL_MESSAGE.has(error.code) ? "Message" : "message";
  const { retryAfterSeconds, ...members } = error.details;
  return {
    status: error.status,
    headers: {
      ...HEADERS,
      "x-amzn-errortype": error.code,
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    },
    body: JSON.stringify({
      Type: error.status < 500 ? "User" : "Service",
      [text]: error.message,
      ...members,
    }),
  };
}
