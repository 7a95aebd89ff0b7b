import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { QUICK_DURATIONS, REALISTIC_DURATIONS } from "../../../src/local/durations.ts";

const PAGE = join(import.meta.dirname, "../../../docs/local.md");
const ROW = /^\| `(\w+Ms)` \| (\d+) \| (\d+) \|/gm;

it("the page on the embedded AWS tells every duration as it is", () => {
  const rows = [...readFileSync(PAGE, "utf8").matchAll(ROW)];
  const column = (at: number) => Object.fromEntries(rows.map((row) => [row[1], Number(row[at])]));

  expect(column(2)).toEqual(QUICK_DURATIONS);
  expect(column(3)).toEqual(REALISTIC_DURATIONS);
});
