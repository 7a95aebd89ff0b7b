import type { JsonService } from "../service.ts";
import { type BoundCall, notOffered, readOnce } from "./bound-call.ts";
import { parseJsonBody } from "./json-body.ts";
import { queryErrorHeader } from "./query-error-codes.ts";
import type { WireRequest } from "./wire.ts";

/**
 * AWS JSON 1.0 and 1.1: one path, the operation in `X-Amz-Target`, members as the model names them.
 * Error bodies are `{"__type", "message"}` plus the error's own members.
 */
export function bindJson(service: JsonService, request: WireRequest): BoundCall {
  const target = request.headers["x-amz-target"] ?? "";
  const dot = target.indexOf(".");
  const isOurs = target.slice(0, dot) === service.targetPrefix;
  const operation = isOurs ? target.slice(dot + 1) : target;
  const headers = { "content-type": `application/x-amz-json-${service.jsonVersion}` };
  const input = readOnce(() => parseJsonBody(request.body));
  return {
    service: service.name,
    operation,
    input,
    form: "json",
    run: async (identity) => {
      const run = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
      if (run === undefined) throw notOffered(`${service.name} ${operation || "without X-Amz-Target"}`);
      const output = await run({ ...identity, operation, input: input() });
      return { status: 200, headers, body: output === undefined ? "" : JSON.stringify(output) };
    },
    fail: (error) => ({
      status: error.status,
      headers:
        request.headers["x-amzn-query-mode"] === "true"
          ? { ...headers, "x-amzn-query-error": queryErrorHeader(error.code, error.status) }
          : headers,
      body: JSON.stringify({ __type: error.code, message: error.message, ...error.details }),
    }),
  };
}
