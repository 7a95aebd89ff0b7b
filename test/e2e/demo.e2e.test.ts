import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withTempFolder } from "../support/temp-folder.ts";
import { repositoryRoot, testEnvironment } from "../support/xflow-process.ts";

async function runDemo(...args: string[]) {
  const demo = spawn(process.execPath, [join(repositoryRoot, "build/demo.mjs"), ...args], {
    cwd: repositoryRoot,
    env: testEnvironment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  demo.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [status] = (await once(demo, "close")) as [number | null];
  return { status, output: Buffer.concat(chunks).toString("utf8") };
}

describe("make demo", () => {
  it("shows the six events with their times, and the word counts", async () => {
    const { status, output } = await runDemo();

    expect(output).toMatch(/\+0 ms {2}FileUploaded\n/);
    expect(output).toMatch(/\+\d+ ms {2}FileSummarized\n/);
    expect(output).toMatch(/12 words:\n *3 {2}the\n/);
    expect(status).toBe(0);
  });

  it("fails and shows the error line of a function that throws", () =>
    withTempFolder(async (folder) => {
      const flow = join(folder, "wordcount");
      await cp(join(repositoryRoot, "manifests/wordcount"), flow, { recursive: true });
      await writeFile(
        join(flow, "functions/lambda_parser.mjs"),
        'export const parse = async () => {\n  throw new Error("no more ink");\n};\n',
      );

      const { status, output } = await runDemo(flow);

      expect(output).toMatch(/FileDownloaded ---> X - - -> FileParsed/);
      expect(output).toMatch(/lambda_parser .*no more ink/s);
      expect(status).toBe(1);
    }));
});
