import { describe, expect, it } from "vitest";
import { readYaml, yamlLimits } from "../../../src/source/yaml-document.ts";

const only = (text: string) => {
  const { documents, problems } = readYaml(text);
  expect(problems).toEqual([]);
  expect(documents).toHaveLength(1);
  const [document] = documents;
  if (document === undefined) throw new Error("no document");
  return document;
};

describe("reading YAML", () => {
  it("knows where every key and value stands", () => {
    const document = only(
      [
        "# comment",
        "a:",
        "  - x: 1",
        "    'quoted key': \"text\"",
        "  - {y: [2, 3]}",
        "b: |",
        "  block",
        "c:",
        "",
      ].join("\n"),
    );

    expect(document.value).toEqual({
      a: [{ x: 1, "quoted key": "text" }, { y: [2, 3] }],
      b: "block\n",
      c: null,
    });
    expect(document.valueAt([])).toEqual({ line: 2, column: 1 });
    expect(document.valueAt(["a", 0, "x"])).toEqual({ line: 3, column: 8 });
    expect(document.keyAt(["a", 0, "quoted key"])).toEqual({ line: 4, column: 5 });
    expect(document.valueAt(["a", 0, "quoted key"])).toEqual({ line: 4, column: 19 });
    expect(document.valueAt(["a", 1, "y", 1])).toEqual({ line: 5, column: 13 });
    expect(document.valueAt(["b"])).toEqual({ line: 6, column: 1 });
    expect(document.valueAt(["c"])).toEqual({ line: 8, column: 1 });
  });

  it("falls back to the nearest thing around a path that stands nowhere", () => {
    const document = only("a:\n  b: &x {c: 1}\n  d: *x\n");

    expect(document.value).toEqual({ a: { b: { c: 1 }, d: { c: 1 } } });
    expect(document.valueAt(["a", "d", "c"])).toEqual({ line: 3, column: 6 });
    expect(document.valueAt(["nowhere"])).toEqual({ line: 1, column: 1 });
  });

  it("reads every document, leaves out empty ones and continues after a broken one", () => {
    const { documents, problems } = readYaml(
      "---\n---\na: 1\n---\nb: 1\nb: 2\n---\nc: !!nope 1\n---\nd: 4\n",
    );

    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { d: 4 }]);
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(["6 DuplicateKey", "8 InvalidYaml"]);
  });

  it("understands merge keys, and neither dates nor yes and no", () => {
    expect(only("base: &b {x: 1}\nuse: {<<: *b, y: 2}\n").value).toMatchObject({ use: { x: 1, y: 2 } });
    expect(only("a: 2026-11-23\nb: yes\nc: 0x10\nd: ~\n").value).toEqual({
      a: "2026-11-23",
      b: "yes",
      c: 16,
      d: null,
    });
  });

  it("keeps its positions behind a byte order mark and Windows line ends", () => {
    const document = only("\uFEFFa: 1\r\nb: 2\r\n");

    expect(document.value).toEqual({ a: 1, b: 2 });
    expect(document.valueAt(["b"])).toEqual({ line: 2, column: 4 });
  });

  it("keeps its bearings after an alias as a key", () => {
    expect(only("x: &k name\n*k : 1\nz: {a: 2}\n").valueAt(["z", "a"])).toEqual({ line: 3, column: 8 });
  });

  it.each([
    ["depth", `a: ${"[".repeat(yamlLimits.depth + 1)}${"]".repeat(yamlLimits.depth + 1)}\n`],
    ["aliases", `x: &a 1\ny: [${"*a,".repeat(yamlLimits.aliases + 1)}]\n`],
  ])("refuses more than its cap of %s", (_what, text) => {
    expect(readYaml(text)).toMatchObject({ documents: [], problems: [{ code: "InvalidYaml" }] });
  });
});
