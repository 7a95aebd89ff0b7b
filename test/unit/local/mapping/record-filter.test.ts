import { describe, expect, it } from "vitest";
import { compileFilter } from "../../../../src/local/mapping/record-filter.ts";
import { madeUpRecord } from "../../../support/model-function.ts";

const recordOf = (text: string) => madeUpRecord(1, { data: new TextEncoder().encode(text) });

describe("record filter", () => {
  it("passes everything when there are no patterns", () => {
    expect(compileFilter([])(recordOf("not JSON"))).toBe(true);
  });

  it("ESM-30 passes a record that one of the patterns matches", () => {
    const passes = compileFilter(['{"data":{"a":["x"]}}', '{"data":{"b":["y"]}}']);

    expect([
      passes(recordOf('{"a":"x"}')),
      passes(recordOf('{"b":"y"}')),
      passes(recordOf('{"b":"x"}')),
    ]).toEqual([true, true, false]);
  });

  it("ESM-31 stops data that is no JSON object, or no text", () => {
    const passes = compileFilter(['{"data":{"a":[{"exists":false}]}}']);

    expect(passes(recordOf("plain"))).toBe(false);
    expect(passes(madeUpRecord(1, { data: Uint8Array.of(0xff, 0xfe) }))).toBe(false);
    expect(passes(recordOf("{}"))).toBe(true);
  });

  it.each([
    ["text that is not JSON", "{", "the pattern is not JSON"],
    ["metadata", '{"partitionKey":["x"]}', 'Kinesis records are filtered by "data" only, not "partitionKey"'],
    ["no object", "[]", "the pattern must be an object"],
    ["no data", "{}", "data must be an object"],
    ["data that is a plain value", '{"data":["x"]}', "data must be an object"],
  ])("ESM-29 refuses a pattern of %s", (_, pattern, message) => {
    expect(() => compileFilter([pattern])).toThrow(message);
  });
});
