import { describe, expect, it } from "vitest";
import { formatAge } from "../../../../src/cli/output/age.ts";
import { createStyle } from "../../../../src/cli/output/style.ts";
import { formatTable, layoutFor, plainText } from "../../../../src/cli/output/table.ts";
import { wrap } from "../../../../src/cli/output/wrap.ts";

const plain = createStyle({}, {});
const headers = ["NAME", "READY", "MESSAGE"];

describe("a table", () => {
  it("has columns as wide as their widest cell, and no blanks at the end", () => {
    const rows = [
      ["a", "True", "fine"],
      ["long-name", "False", ""],
    ];

    expect(formatTable(headers, rows, { style: plain })).toEqual([
      "NAME       READY  MESSAGE",
      "a          True   fine",
      "long-name  False",
    ]);
  });

  it("is whole where it is not read on a terminal", () => {
    expect(layoutFor({ columns: 40 }, plain)).toEqual({ style: plain });
    expect(layoutFor({ isTTY: true, columns: 40 }, plain)).toEqual({ style: plain, width: 40 });
    expect(layoutFor({ isTTY: true }, plain)).toEqual({ style: plain, width: 80 });
  });

  it("cuts the last column first, and names only to leave it something", () => {
    const name = "Subscription/FileUploaded:split_the_file_into_words";
    const message = "needs Function/split_the_file_into_words to be active";

    expect(formatTable(undefined, [[name, "True", message]], { style: plain, width: 80 })).toEqual([
      "Subscription/FileUploaded:split_the_file_into_w…  True  needs Function/split_th…",
    ]);
    expect(formatTable(undefined, [["short", "True", message]], { style: plain, width: 30 })).toEqual([
      "short  True  needs Function/s…",
    ]);
  });

  it.each([1, 5, 8, 20, 40, 79])("has no line longer than %i", (width) => {
    const rows = [["n".repeat(60), "Unknown", "m".repeat(90)]];

    const lines = formatTable(headers, rows, { style: plain, width });

    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it("measures text, not colours", () => {
    const style = createStyle({ isTTY: true }, {});
    const row = [{ text: "True", format: "green" as const }, "b"];

    expect(formatTable(undefined, [row], { style, width: 7 })).toEqual(["\u001b[32mTrue\u001b[39m  b"]);
  });

  it("lets nothing that was written elsewhere move the cursor or break a line", () => {
    expect(plainText("a\r\n\u001b[31mb\u0007c\u009bd")).toBe("a [31mb c d");
  });
});

describe("ages", () => {
  it.each([
    [-5_000, "0s"],
    [12_999, "12s"],
    [60_000, "1m"],
    [3_599_999, "59m"],
    [3 * 3_600_000, "3h"],
    [47 * 3_600_000, "47h"],
    [48 * 3_600_000, "2d"],
  ])("of %i ms are %s", (ms, told) => {
    expect(formatAge(new Date(1_000_000_000_000 - ms).toISOString(), 1_000_000_000_000)).toBe(told);
  });

  it("of what is no time are not guessed", () => {
    expect(formatAge("", 0)).toBe("?");
  });
});

describe("wrapping", () => {
  it("breaks between words, and within those that are longer than a line", () => {
    expect(wrap("to be or arn:aws:lambda:function", 10)).toEqual([
      "to be or",
      "arn:aws:la",
      "mbda:funct",
      "ion",
    ]);
  });
});
