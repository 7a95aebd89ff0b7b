import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { caseName } from "../../support/field-cases.ts";
import { lifecycleGaps } from "../../support/lifecycle-gaps.ts";
import { fieldCases } from "../../support/lifecycle-suite.ts";
import { repositoryRoot } from "../../support/xflow-process.ts";

const gaps = Object.entries(lifecycleGaps).flatMap(([emulator, lives]) =>
  Object.entries(lives).map(([life, { reason }]) => ({ life, emulator, reason })),
);

describe("what an emulator cannot play of a field's life", () => {
  it("is a life that there is, and no other emulator lacks it too", () => {
    const lives = fieldCases.map(caseName);

    expect(gaps.filter(({ life }) => !lives.includes(life))).toEqual([]);
    expect(new Set(gaps.map(({ life }) => life)).size).toBe(gaps.length);
    expect(new Set(lives).size).toBe(lives.length);
  });

  it("stands in docs/emulators.md, and nothing else does", async () => {
    const page = await readFile(join(repositoryRoot, "docs/emulators.md"), "utf8");
    const rows = page.split("\n").filter((line) => line.includes(" → ") && line.startsWith("|"));

    expect(rows).toEqual(gaps.map(({ life, emulator, reason }) => `| ${life} | ${emulator} | ${reason} |`));
  });
});
