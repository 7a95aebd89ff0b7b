import type { QueryService } from "../service.ts";
import { type BoundCall, notOffered, readOnce } from "./bound-call.ts";
import { parseQueryForm } from "./query-form.ts";
import { queryErrorXml, queryResultXml } from "./query-xml.ts";
import type { WireRequest } from "./wire.ts";

const HEADERS = { "content-type": "text/xml" };

/** The query protocol of IAM and STS: a form (or the URL's query) in, XML out. */
export function bindQuery(service: QueryService, request: WireRequest): BoundCall {
  const form = formOf(request);
  const operation = form.get("Action") ?? "";
  const { xmlNamespace } = service;
  const input = readOnce(() => parseQueryForm(form));
  return {
    service: service.name,
    operation,
    input,
    form: "query",
    run: async (identity) => {
      const run = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
      if (run === undefined)
        throw notOffered(`${service.name} ${operation || "without Action"}`, "InvalidAction");
      const output = await run({ ...identity, operation, input: input() });
      const context = { xmlNamespace, requestId: identity.requestId };
      return { status: 200, headers: HEADERS, body: queryResultXml(operation, output, context) };
    },
    fail: (error, requestId) => ({
      status: error.status,
      headers: HEADERS,
      body: queryErrorXml(error, { xmlNamespace, requestId }),
    }),
  };
}

/** The parameters of a query-protocol request; empty when the body is something else. */
export function formOf(request: Pick<WireRequest, "headers" | "body" | "query">): URLSearchParams {
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  return isForm ? new URLSearchParams(Buffer.from(request.body).toString("utf8")) : request.query;
}
