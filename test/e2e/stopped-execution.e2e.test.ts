import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTempFolder } from "../support/temp-folder.ts";
import { isExplained, trackUntil } from "../support/tracked-execution.ts";
import { type LocalProcess, repositoryRoot, runXflow, startLocal } from "../support/xflow-process.ts";

const workflow = "compute_word_count";
const faults = [
  {
    fault: "throws",
    file: "lambda_filter.mjs",
    code: 'export const filter = async () => {\n  throw new Error("the dictionary is missing");\n};\n',
    line: /ERROR.*the dictionary is missing/s,
  },
  {
    fault: "runs out of time",
    file: "lambda_filter.mjs",
    code: "export const filter = () => new Promise((resolve) => setTimeout(resolve, 60_000));\n",
    line: /Task timed out after 1\.00 seconds/,
  },
  {
    fault: "cannot be imported",
    file: "lambda_filter.mjs",
    code: 'import "./no-such-module.mjs";\nexport const filter = async () => {};\n',
    line: /Runtime\.ImportModuleError|Cannot find module/,
  },
];

describe("an execution that has stopped", () => {
  let local: LocalProcess;

  beforeAll(async () => {
    local = await startLocal();
  });
  afterAll(() => local.stop());

  it.each(faults)("shows the error lines of the function that $fault", ({ fault, file, code, line }) =>
    withTempFolder(async (folder) => {
      const path = join(folder, "flow");
      const execution = `ex ${fault}`;
      await cp(join(repositoryRoot, "manifests/wordcount"), path, { recursive: true });
      await writeFile(join(path, "functions", file), code);
      const config = join(path, "word_count.cfg");
      const text = await readFile(config, "utf8");
      await writeFile(config, text.replace("lambda_timeout_time: 10", "lambda_timeout_time: 1"));
      const target = ["--local", "--endpoint-url", local.endpoint];
      const event = JSON.stringify({ execution_id: execution, message: "a b" });

      const { status } = await runXflow([path, "-c", "-p", "FileUploaded", event, ...target]);
      const summary = await trackUntil(
        { path, workflow, execution, endpoint: local.endpoint },
        (seen) => seen.tracking_summary.last_received_event === "FileParsed" && isExplained(seen),
      );

      expect(status).toBe(0);
      expect(summary.tracking_summary.subscribers).toEqual(["lambda_filter"]);
      expect(summary.tracking_summary.execution_path).toBe(
        "FileUploaded ---> FileDownloaded ---> FileParsed ---> X - - -> FileFiltered - - -> FileAggregated - - -> FileSummarized",
      );
      const [log] = summary.tracking_summary.logs;
      expect(log?.function).toBe("lambda_filter");
      expect(log?.lines.map(({ message }) => message).join("\n")).toMatch(line);
      expect(log?.lines.length).toBeLessThanOrEqual(50);
    }),
  );
});
