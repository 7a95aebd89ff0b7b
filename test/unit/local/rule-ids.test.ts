import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const ID = "(?:RT|ENV|HND|ERR|LOG|ESM)-\\d{2,3}";
/** The first cell of a table row. */
const ROW = new RegExp(`^\\|\\s*(${ID})\\s*\\|`, "gm");
/** Names of tests begin with the ids of the rules they hold; a table of cases may have them in a column. */
const NAME = new RegExp(`["'\`](${ID}(?:,? ${ID})*)[ "'\`]`, "g");

function rules(): string[] {
  const text = readFileSync(join(ROOT, "docs/local-rules.md"), "utf8");
  return [...text.matchAll(ROW)].map((match) => match[1] ?? "");
}

/** Ids in the names of tests, with the file. */
function testedIds(): { readonly id: string; readonly file: string }[] {
  const files = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) => {
      const names = readFileSync(join(ROOT, "test", file), "utf8").matchAll(NAME);
      return [...names].flatMap((name) => (name[1] ?? "").split(/,? /)).map((id) => ({ id, file }));
    });
}

describe("rules of the embedded AWS", () => {
  it("have ids of their own", () => {
    const ids = rules();

    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("are each named by a test", () => {
    const tested = new Set(testedIds().map(({ id }) => id));

    expect(rules().filter((id) => !tested.has(id))).toEqual([]);
  });

  it("are all that tests name", () => {
    const known = new Set(rules());

    expect(testedIds().filter(({ id }) => !known.has(id))).toEqual([]);
  });
});
