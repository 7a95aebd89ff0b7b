import { describe, expect, it } from "vitest";
import { createRouter } from "../../../../src/local/gateway/router.ts";
import type { WireRequest } from "../../../../src/local/gateway/wire.ts";
import type { Service } from "../../../../src/local/service.ts";

const nothing = () => undefined;
const services: readonly Service[] = [
  {
    protocol: "json",
    name: "kinesis",
    targetPrefix: "Kinesis_1",
    jsonVersion: "1.1",
    operations: { List: nothing },
  },
  { protocol: "query", name: "sts", xmlNamespace: "urn:sts", operations: { GetCallerIdentity: nothing } },
  {
    protocol: "rest-json",
    name: "lambda",
    routes: [
      { method: "GET", path: "/f/{Name}", operation: "GetFunction", status: 200, run: nothing },
      { method: "GET", path: "/f/settings", operation: "GetSettings", status: 200, run: nothing },
    ],
    rawRoutes: [
      { method: "POST", path: "/f/{Name}/invoke", operation: "Invoke", handle: () => ({ status: 200 }) },
    ],
  },
  {
    protocol: "raw",
    name: "s3",
    errorFormat: "xml",
    handle: () => ({ status: 200 }),
    operationOf: ({ method }) => `${method}Object`,
    operations: ["GETObject"],
  },
];
const router = createRouter(services);

function request(
  parts: Partial<WireRequest> & { readonly form?: string; readonly target?: string } = {},
): WireRequest {
  const { form, target, ...rest } = parts;
  return {
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: {
      ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }),
      ...(target === undefined ? {} : { "x-amz-target": target }),
    },
    body: Buffer.from(form ?? ""),
    signal: new AbortController().signal,
    ...rest,
  };
}

describe("the router", () => {
  it.each([
    {
      reason: "the signature's service",
      scope: "kinesis",
      request: request({ target: "Kinesis_1.List" }),
      to: "kinesis List",
    },
    {
      reason: "the target when unsigned",
      scope: undefined,
      request: request({ target: "Kinesis_1.List" }),
      to: "kinesis List",
    },
    {
      reason: "the target when signed for a stranger",
      scope: "other",
      request: request({ target: "Kinesis_1.List" }),
      to: "kinesis List",
    },
    {
      reason: "the path",
      scope: undefined,
      request: request({ method: "GET", path: "/f/a" }),
      to: "lambda GetFunction",
    },
    {
      reason: "the path with more fixed text",
      scope: "lambda",
      request: request({ method: "GET", path: "/f/settings" }),
      to: "lambda GetSettings",
    },
    {
      reason: "a raw route",
      scope: "lambda",
      request: request({ path: "/f/a/invoke" }),
      to: "lambda Invoke",
    },
    {
      reason: "the form's action",
      scope: undefined,
      request: request({ form: "Action=GetCallerIdentity" }),
      to: "sts GetCallerIdentity",
    },
    {
      reason: "the query's action",
      scope: undefined,
      request: request({ query: new URLSearchParams("Action=GetCallerIdentity") }),
      to: "sts GetCallerIdentity",
    },
    {
      reason: "a plain download",
      scope: undefined,
      request: request({ method: "GET", path: "/bucket/key" }),
      to: "s3 GETObject",
    },
    {
      reason: "nothing it knows",
      scope: "sns",
      request: request({ form: "Action=Publish" }),
      to: "sns Publish",
    },
  ])("goes by $reason", ({ scope, request: received, to }) => {
    const call = router.route(received, scope);

    expect(`${call.service} ${call.operation}`).toBe(to);
  });

  it("does not take another API version's target for the service's own", () => {
    expect(router.route(request({ target: "Kinesis_2.List" }), "kinesis").operation).toBe("Kinesis_2.List");
  });
});
