import { describe, expect, it } from "vitest";
import { refuseBrowsers } from "../../../../src/local/gateway/browser-guard.ts";

describe("the browser guard", () => {
  it.each([
    { headers: { origin: "http://evil.example" } },
    { headers: { origin: "null" } },
    { headers: { "sec-fetch-site": "cross-site" } },
    { headers: { "sec-fetch-site": "same-origin" } },
  ])("refuses a web page's $headers", ({ headers }) => {
    expect(() => refuseBrowsers({ headers })).toThrow(
      expect.objectContaining({ code: "AccessDenied", status: 403 }),
    );
  });

  it.each([{ headers: {} }, { headers: { "sec-fetch-site": "none" } }])(
    "lets through $headers",
    ({ headers }) => {
      expect(() => refuseBrowsers({ headers })).not.toThrow();
    },
  );
});
