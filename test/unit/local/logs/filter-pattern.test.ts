import { describe, expect, it } from "vitest";
import { compileFilterPattern } from "../../../../src/local/logs/filter-pattern.ts";

describe("filter pattern of terms", () => {
  it.each([
    { pattern: "", message: "anything", matches: true, reason: "the empty pattern matches every event" },
    { pattern: "ERROR", message: "[ERROR 400] bad", matches: true, reason: "a term stands anywhere" },
    { pattern: "error", message: "[ERROR 400] bad", matches: false, reason: "case counts" },
    { pattern: "ERROR bad", message: "[ERROR 400] bad", matches: true, reason: "every term is there" },
    { pattern: "ERROR worse", message: "[ERROR 400] bad", matches: false, reason: "one term is missing" },
    { pattern: '"400] bad"', message: "[ERROR 400] bad", matches: true, reason: "a phrase is exact" },
    { pattern: '"say \\"hi\\""', message: 'say "hi"', matches: true, reason: "quotes are escaped" },
    { pattern: "?ERROR ?WARN", message: "WARN low", matches: true, reason: "one of the ? terms is enough" },
    { pattern: "?ERROR ?WARN", message: "INFO", matches: false, reason: "none of the ? terms is there" },
    { pattern: "ERROR -retry", message: "ERROR fatal", matches: true, reason: "no excluded term" },
    { pattern: "ERROR -retry", message: "ERROR retry", matches: false, reason: "an excluded term" },
    { pattern: '-"to be" ERROR', message: "ERROR to be", matches: false, reason: "an excluded phrase" },
    { pattern: "?WARN ERROR", message: "ERROR", matches: true, reason: "? is ignored beside plain terms" },
  ])("$pattern on '$message' is $matches: $reason", ({ pattern, message, matches }) => {
    expect(compileFilterPattern(pattern)(message)).toBe(matches);
  });
});

describe("JSON filter pattern", () => {
  const message = JSON.stringify({
    id: "e-1",
    level: "ERROR",
    size: 12.5,
    ok: true,
    gone: null,
    list: [{ name: "a" }, { name: "b" }],
    deep: { "dash-ed": "x y" },
  });

  it.each([
    { pattern: '{ $.id = "e-1" }', matches: true },
    { pattern: "{$.id=e-1}", matches: true },
    { pattern: '{ $.id = "e-*" }', matches: true },
    { pattern: '{ $.id = "*-2" }', matches: false },
    { pattern: '{ $.id != "e-2" }', matches: true },
    { pattern: '{ $.missing != "e-2" }', matches: false },
    { pattern: "{ $.size = 12.5 }", matches: true },
    { pattern: "{ $.size >= 1.25e1 }", matches: true },
    { pattern: "{ $.size < 12.5 }", matches: false },
    { pattern: "{ $.size > 12 && $.size <= 13 }", matches: true },
    { pattern: "{ $.id > 1 }", matches: false },
    { pattern: "{ $.ok IS TRUE }", matches: true },
    { pattern: "{ $.ok IS FALSE }", matches: false },
    { pattern: "{ $.gone IS NULL }", matches: true },
    { pattern: "{ $.missing IS NULL }", matches: false },
    { pattern: "{ $.missing NOT EXISTS }", matches: true },
    { pattern: "{ $.gone NOT EXISTS }", matches: false },
    { pattern: '{ $.list[1].name = "b" }', matches: true },
    { pattern: '{ $.list[7].name = "b" }', matches: false },
    { pattern: '{ $.deep.dash-ed = "x y" }', matches: true },
    { pattern: '{ $.id = "no" || $.level = "ERROR" && $.ok IS TRUE }', matches: true },
    { pattern: '{ ($.id = "no" || $.level = "ERROR") && $.ok IS FALSE }', matches: false },
  ])("$pattern is $matches", ({ pattern, matches }) => {
    expect(compileFilterPattern(pattern)(message)).toBe(matches);
  });

  it.each(["plain text", "{broken", '"text"', "7"])("never matches %s, which is no object", (text) => {
    expect(compileFilterPattern("{ $.a NOT EXISTS }")(text)).toBe(false);
  });
});

describe("filter pattern that is not supported or malformed", () => {
  it.each([
    { pattern: "[ip, user]", reason: "space-delimited" },
    { pattern: "%ERR.*%", reason: "regular expression" },
    { pattern: "foo-bar", reason: "a special character outside quotes" },
    { pattern: '"open', reason: "an open quote" },
    { pattern: '""', reason: "an empty term" },
    { pattern: "{ $.a = 1", reason: "no closing brace" },
    { pattern: "{ }", reason: "no condition" },
    { pattern: "{ a = 1 }", reason: "no selector" },
    { pattern: "{ $.a }", reason: "no comparison" },
    { pattern: "{ $.a = %x% }", reason: "a regular expression as value" },
    { pattern: "{ $.a[*] = 1 }", reason: "a wildcard index" },
    { pattern: '{ $.a < "b" }', reason: "an order of text" },
    { pattern: "{ $.a = && }", reason: "a symbol as value" },
    { pattern: "{ ($.a = 1 }", reason: "an open parenthesis" },
    { pattern: "{ $.a = 1 $.b = 2 }", reason: "no operator between conditions" },
    { pattern: "x".repeat(1025), reason: "too long" },
  ])("is refused: $reason", ({ pattern }) => {
    expect(() => compileFilterPattern(pattern)).toThrowError(
      expect.objectContaining({ code: "InvalidParameterException" }),
    );
  });
});
