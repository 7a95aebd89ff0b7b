import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type RequestReport, readReports } from "./reports.ts";
import { requestWatch } from "./request-watch.mjs";

// What xflow sends is checked in every test file; a request that AWS's models do not allow fails the file, also
// when the embedded AWS refused it and the test expected just that.
const folder = process.env["XFLOW_TEST_REQUESTS"];
const owner = randomUUID();
process.env["XFLOW_TEST_REQUESTS_OWNER"] = owner;
const watch = requestWatch();

afterAll(() => {
  if (folder === undefined) return;
  const own: RequestReport = { counts: watch.counts(), problems: watch.takeProblems() };
  const all = [own, ...readReports(folder, owner)];
  if (Object.keys(own.counts).length > 0 || own.problems.length > 0) {
    writeFileSync(join(folder, `${owner}.json`), JSON.stringify(own));
  }
  const problems = [...new Set(all.flatMap((report) => report.problems))];
  if (problems.length > 0) {
    throw new Error(`xflow sent what AWS's API models do not allow:\n${problems.join("\n")}`);
  }
});
