import { describe, expect, it } from "vitest";
import { pathTemplate } from "../../../../src/local/gateway/path-template.ts";

describe("a path template", () => {
  const tags = pathTemplate("/2017-03-31/tags/{Resource}");

  it("decodes its parameters once", () => {
    expect(tags.match("/2017-03-31/tags/arn%3Aaws%3Alambda%3A1%252F")).toEqual({
      Resource: "arn:aws:lambda:1%2F",
    });
  });

  it("ignores a trailing slash on either side", () => {
    expect(pathTemplate("/a/").match("/a")).toEqual({});
    expect(pathTemplate("/a").match("/a/")).toEqual({});
  });

  it.each([
    { path: "/2017-03-31/tags/", reason: "the parameter is empty" },
    { path: "/2017-03-31/tags", reason: "the parameter is missing" },
    { path: "/2017-03-31/tags/a/b", reason: "there is a segment too many" },
    { path: "/2017-03-31/tag/a", reason: "a literal differs" },
    { path: "/2017-03-31/tags/%E0%A4%A", reason: "the escape is malformed" },
  ])("does not match $path: $reason", ({ path }) => {
    expect(tags.match(path)).toBeUndefined();
  });
});
