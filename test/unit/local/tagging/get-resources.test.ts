import { describe, expect, it } from "vitest";
import type { JsonObject, TagSource } from "../../../../src/local/service.ts";
import { getResources } from "../../../../src/local/tagging/get-resources.ts";
import { createTagIndex } from "../../../../src/local/tagging/tag-index.ts";
import { createManualClock } from "../../../support/manual-clock.ts";

const arnOf = {
  stream: "arn:aws:kinesis:us-east-1:000000000000:stream/words",
  group: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/split",
  function: "arn:aws:lambda:us-east-1:000000000000:function:split",
  mapping: "arn:aws:lambda:us-east-1:000000000000:event-source-mapping:1",
  queue: "arn:aws:sqs:us-east-1:000000000000:failures",
};
const source: TagSource = {
  *tagged(region) {
    if (region !== "us-east-1") return;
    yield { arn: arnOf.stream, tags: { app: "wc", env: "dev" } };
    yield { arn: arnOf.function, tags: { app: "wc", env: "prod" } };
    yield { arn: arnOf.mapping, tags: { app: "wc" } };
    yield { arn: arnOf.group, tags: { app: "other" } };
    yield { arn: arnOf.queue, tags: {} };
  },
};

function setUp(sources: readonly TagSource[] = [source]) {
  const clock = createManualClock();
  const index = createTagIndex({ sources, clock, delayMs: 0 });
  const get = (input: JsonObject, region = "us-east-1") => {
    const call = {
      operation: "GetResources",
      input,
      region,
      accountId: "000000000000",
      accessKeyId: "test",
      requestId: "r",
      signal: new AbortController().signal,
    };
    const output = getResources(call, { index, clock });
    const list = output["ResourceTagMappingList"] as readonly { readonly ResourceARN: string }[];
    return { arns: list.map(({ ResourceARN }) => ResourceARN), token: String(output["PaginationToken"]) };
  };
  return { clock, get };
}

describe("GetResources", () => {
  it("lists tagged resources of the region in ARN order and leaves the never tagged out", () => {
    const { get } = setUp();

    expect(get({}).arns).toEqual([arnOf.stream, arnOf.mapping, arnOf.function, arnOf.group]);
    expect(get({}, "eu-west-1").arns).toEqual([]);
  });

  it("lists what was tagged once, too", () => {
    const lost = { arn: arnOf.queue, tags: {}, wasTagged: true } as const;
    const { get } = setUp([{ tagged: () => [lost] }]);

    expect(get({}).arns).toEqual([arnOf.queue]);
  });

  it.each([
    { reason: "one type", input: { ResourceTypeFilters: ["lambda:function"] }, arns: [arnOf.function] },
    {
      reason: "a whole service",
      input: { ResourceTypeFilters: ["lambda"] },
      arns: [arnOf.mapping, arnOf.function],
    },
    { reason: "log groups", input: { ResourceTypeFilters: ["logs:log-group"] }, arns: [arnOf.group] },
    { reason: "a key", input: { TagFilters: [{ Key: "env" }] }, arns: [arnOf.stream, arnOf.function] },
    {
      reason: "any of a key's values",
      input: { TagFilters: [{ Key: "env", Values: ["dev", "test"] }] },
      arns: [arnOf.stream],
    },
    {
      reason: "all of several keys",
      input: {
        TagFilters: [
          { Key: "app", Values: ["wc"] },
          { Key: "env", Values: ["prod"] },
        ],
      },
      arns: [arnOf.function],
    },
    { reason: "ARNs", input: { ResourceARNList: [arnOf.group, "arn:aws:x"] }, arns: [arnOf.group] },
  ])("filters by $reason", ({ input, arns }) => {
    expect(setUp().get(input).arns).toEqual(arns);
  });

  it("pages, and forgets tokens after fifteen minutes or with other filters", () => {
    const { clock, get } = setUp();

    const first = get({ ResourcesPerPage: 3 });
    const second = get({ ResourcesPerPage: 3, PaginationToken: first.token });
    expect(second).toEqual({ arns: [arnOf.group], token: "" });
    expect(() => get({ PaginationToken: first.token, TagFilters: [{ Key: "a" }] })).toThrow(
      expect.objectContaining({ code: "InvalidParameterException" }),
    );
    clock.advance(15 * 60_000 + 1);
    expect(() => get({ PaginationToken: first.token })).toThrow(
      expect.objectContaining({ code: "PaginationTokenExpiredException" }),
    );
  });

  it("refuses ARNs together with filters, too many of anything, and members it does not honour", () => {
    const { get } = setUp();
    const refused = expect.objectContaining({ code: "InvalidParameterException" });

    expect(() => get({ ResourceARNList: [arnOf.group], TagFilters: [{ Key: "a" }] })).toThrow(refused);
    expect(() => get({ ResourcesPerPage: 101 })).toThrow(refused);
    expect(() => get({ TagFilters: Array.from({ length: 51 }, () => ({ Key: "a" })) })).toThrow(refused);
    expect(() => get({ IncludeComplianceDetails: true })).toThrow(refused);
  });
});
