import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What one process saw. */
export interface RequestReport {
  /** Requests that were checked, by `service:Operation`. */
  readonly counts: Readonly<Record<string, number>>;
  /** What AWS's models do not allow. */
  readonly problems: readonly string[];
}

/** @param owner the test file whose processes wrote them; absent: all */
export function readReports(folder: string, owner = ""): RequestReport[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(owner))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as RequestReport);
}

/** All reports as one. */
export function sumOf(reports: readonly RequestReport[]): RequestReport {
  const counts: Record<string, number> = {};
  for (const report of reports) {
    for (const [name, count] of Object.entries(report.counts)) counts[name] = (counts[name] ?? 0) + count;
  }
  return { counts, problems: reports.flatMap(({ problems }) => problems) };
}
