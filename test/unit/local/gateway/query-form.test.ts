import { describe, expect, it } from "vitest";
import { parseQueryForm } from "../../../../src/local/gateway/query-form.ts";

const parse = (form: string) => parseQueryForm(new URLSearchParams(form));

describe("a query-protocol form", () => {
  it("leaves out the action and keeps scalars as text", () => {
    expect(parse("Action=GetRole&Version=2010-05-08&RoleName=r&MaxItems=5")).toEqual({
      RoleName: "r",
      MaxItems: "5",
    });
  });

  it("reads lists of structures with and without `member`, in index order beyond nine", () => {
    const items = Array.from({ length: 11 }, (_, i) => `T.member.${11 - i}.Key=k${11 - i}`).join("&");

    expect(parse(items)["T"]).toEqual(Array.from({ length: 11 }, (_, i) => ({ Key: `k${i + 1}` })));
    expect(parse("T.1.Key=a&T.1.Value=b")).toEqual({ T: [{ Key: "a", Value: "b" }] });
  });

  it("reads lists of text and nested structures", () => {
    expect(parse("Keys.member.1=a&Keys.member.2=b&S.Inner.Name=n")).toEqual({
      Keys: ["a", "b"],
      S: { Inner: { Name: "n" } },
    });
  });

  it("reads maps from key and value pairs", () => {
    expect(parse("M.entry.1.key=a&M.entry.1.value=1&M.entry.2.key=b&M.entry.2.value=2")).toEqual({
      M: { a: "1", b: "2" },
    });
    expect(parse("M.1.key=a&M.1.value=1")).toEqual({ M: { a: "1" } });
  });

  it("cannot be used to reach an object's prototype", () => {
    const input = parse("__proto__.polluted=1");

    expect(Object.hasOwn(input, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
