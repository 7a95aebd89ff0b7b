import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/validation.md"), "utf8");

function sources(): string[] {
  return ["api", "flow", "source"].flatMap((folder) => {
    const files = readdirSync(join(root, "src", folder), { recursive: true, encoding: "utf8" });
    return files
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(root, "src", folder, name), "utf8"));
  });
}

/** `code: "X"`, and the functions that take a code as an argument. */
const emitted =
  /(?:code: |problem\(\s*|PackageError\(\s*|broken\(file, |(?:"warning"|"error"),\s*)"([A-Z][A-Za-z]+)"/g;

describe("docs/validation.md", () => {
  const codes = new Set(
    sources().flatMap((text) => [...text.matchAll(emitted)].map((match) => match[1] ?? "")),
  );
  const documented = [...page.matchAll(/^\| `([A-Za-z]+)` \|/gm)].map((match) => match[1] ?? "");

  it("explains every code that can be reported, once, and no other", () => {
    expect(documented.toSorted()).toEqual([...codes].toSorted());
  });

  it("explains every code of the corpus", () => {
    const corpus = join(root, "test/fixtures/broken");
    const expected = readdirSync(corpus).map((name) =>
      readFileSync(join(corpus, name, "expected.txt"), "utf8"),
    );
    const reported = expected.flatMap((text) =>
      [...text.matchAll(/^\w+ \S+:\d+:\d+ (\w+) /gm)].map((match) => match[1]),
    );

    expect(reported.filter((code) => !documented.includes(code ?? ""))).toEqual([]);
    expect(reported.length).toBeGreaterThan(100);
  });
});
