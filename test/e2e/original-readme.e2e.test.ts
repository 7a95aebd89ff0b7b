import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTempFolder } from "../support/temp-folder.ts";
import { isComplete, trackUntil } from "../support/tracked-execution.ts";
import { type LocalProcess, repositoryRoot, runXflow, startLocal } from "../support/xflow-process.ts";

const workflow = "compute_word_count";
const bucket = "xflow-flows";

/** The original README's word_count.cfg: runtimes of today, paths and the bucket put in; nothing else. */
async function writeConfig(folder: string): Promise<string> {
  const template = await readFile(
    join(repositoryRoot, "test/fixtures/original-readme/word_count.cfg"),
    "utf8",
  );
  const path = join(folder, "word_count.cfg");
  await writeFile(path, template.replaceAll("FOLDER", folder).replaceAll("BUCKET", bucket));
  return path;
}

async function upload(endpoint: string, key: string, file: string): Promise<void> {
  const s3 = new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(file) }));
  s3.destroy();
}

describe("the original README's word_count.cfg", () => {
  let local: LocalProcess;

  beforeAll(async () => {
    local = await startLocal();
  });
  afterAll(() => local.stop());

  it("validates, configures and tracks, with local sources and one in S3", () =>
    withTempFolder(async (folder) => {
      const handlers = join(repositoryRoot, "manifests/wordcount-python");
      await cp(handlers, folder, { recursive: true, filter: (file) => !file.endsWith(".cfg") });
      await upload(local.endpoint, "flows/wordcount/lambda_parser.py", join(handlers, "lambda_parser.py"));
      const path = await writeConfig(folder);
      const target = ["--local", "--endpoint-url", local.endpoint];
      const event = JSON.stringify({ execution_id: "ex1", message: "Test with ccc" });

      const configured = await runXflow([path, "-v", "-c", ...target]);
      const published = await runXflow([path, "-p", "FileUploaded", event, ...target]);
      const summary = await trackUntil(
        { path, workflow, execution: "ex1", endpoint: local.endpoint },
        isComplete,
      );
      const again = await runXflow([path, "-c", "--dry-run", "-o", "json", ...target]);

      expect(configured).toMatchObject({ status: 0, stdout: expect.stringContaining("valid: 1 Role") });
      expect(published.status).toBe(0);
      expect(summary.events_received.at(-1)?.data["summary"]).toEqual({
        total: 3,
        counts: { test: 1, with: 1, ccc: 1 },
      });
      const plans = JSON.parse(again.stdout).resources as { steps: unknown[] }[];
      expect(plans.flatMap(({ steps }) => steps)).toEqual([]);
    }));
});
