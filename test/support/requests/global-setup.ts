import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { readReports, sumOf } from "./reports.ts";
import { sendableOperations } from "./sendable-operations.ts";

/** The layers in which, together, xflow sends everything that it can send. */
const layers = ["unit", "property", "contract", "integration", "e2e"];

/** Every test file of a run reports what xflow sent; the sum is judged at the end. */
export function setup(project: TestProject): (() => Promise<void>) | undefined {
  if (process.env["XFLOW_TEST_REQUESTS"] !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "xflow-requests-"));
  process.env["XFLOW_TEST_REQUESTS"] = folder;
  return async () => {
    delete process.env["XFLOW_TEST_REQUESTS"];
    try {
      judge(folder, await isWhole(project));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

function judge(folder: string, isWholeRun: boolean): void {
  const { counts, problems } = sumOf(readReports(folder));
  const operations = Object.keys(counts);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const missing = isWholeRun ? sendable().filter((operation) => !operations.includes(operation)) : [];
  const lines = [
    `Requests of xflow checked against AWS's API models: ${total}, ${operations.length} operations, ${problems.length} invalid`,
    ...problems,
    ...missing.map((operation) => `never sent in this run: ${operation}`),
  ];
  if (total > 0) process.stdout.write(`${lines.join("\n")}\n`);
  if (problems.length > 0 || missing.length > 0) process.exitCode = 1;
}

const sendable = () => sendableOperations(fileURLToPath(new URL("../../../src", import.meta.url)));

/** Whether every file of every layer ran, all of its tests. */
async function isWhole({ vitest }: TestProject): Promise<boolean> {
  const run = vitest.state.getTestModules();
  const projects = vitest.projects.filter(({ name }) => layers.includes(name));
  if (projects.length < layers.length || vitest.config.testNamePattern !== undefined) return false;
  const specifications = await vitest.globTestSpecifications();
  const wanted = specifications.filter(({ project }) => layers.includes(project.name));
  const ran = new Set(run.map(({ moduleId, project }) => `${project.name} ${moduleId}`));
  return wanted.every(({ moduleId, project }) => ran.has(`${project.name} ${moduleId}`));
}
