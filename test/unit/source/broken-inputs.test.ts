import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatDiagnostic } from "../../../src/api/diagnostic.ts";
import { loadDesiredSet } from "../../../src/source/desired-set.ts";

const root = join(import.meta.dirname, "../../..");
const corpus = join(root, "test/fixtures/broken");
const builtins = { tracker: join(root, "src/tracking/tracker") };

/** A case is its folder, or the one file in it called `single.*`. */
function pathOf(folder: string): string {
  const single = readdirSync(folder).find((name) => name.startsWith("single."));
  return single === undefined ? folder : join(folder, single);
}

async function findings(folder: string): Promise<string> {
  const nowMs = Date.UTC(2026, 10, 23);
  const { set } = await loadDesiredSet({ path: pathOf(folder), builtins, nowMs });
  return set.diagnostics.map((found) => `${found.severity} ${formatDiagnostic(found)}\n`).join("");
}

describe("broken inputs", () => {
  it.each(readdirSync(corpus))("%s is reported with place, code and advice", async (name) => {
    const folder = join(corpus, name);
    const expected = join(folder, "expected.txt");
    const found = await findings(folder);
    if (process.env["GOLDEN"] === "write") writeFileSync(expected, found);

    expect(existsSync(expected)).toBe(true);
    expect(found).toBe(readFileSync(expected, "utf8"));
  });
});
