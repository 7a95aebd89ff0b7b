import type { RawService } from "../service.ts";
import { type BoundCall, readOnce } from "./bound-call.ts";
import { queryInput } from "./query-input.ts";
import { restErrorXml } from "./query-xml.ts";
import type { WireRequest } from "./wire.ts";

/** A service that speaks HTTP itself; the gateway only names the operation and encodes its errors. */
export function bindRaw(service: RawService, request: WireRequest): BoundCall {
  return {
    service: service.name,
    operation: service.operationOf(request),
    input: readOnce(() => ({
      ...queryInput(request.query),
      ...request.headers,
      ...service.pathInput?.(request),
    })),
    form: "http",
    run: async (identity) => service.handle({ ...request, ...identity, parameters: {} }),
    fail: (error, requestId) =>
      service.errorFormat === "xml"
        ? {
            status: error.status,
            headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
            body: request.method === "HEAD" ? "" : restErrorXml(error, requestId),
          }
        : {
            status: error.status,
            headers: { "content-type": "application/x-amz-json-1.0" },
            body: JSON.stringify({ __type: error.code, message: error.message, ...error.details }),
          },
  };
}
