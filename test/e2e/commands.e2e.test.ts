import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTempFolder } from "../support/temp-folder.ts";
import { type LocalProcess, runXflow, startLocal } from "../support/xflow-process.ts";

const path = "manifests/wordcount";
const event = '{"execution_id": "ex1", "message": "a b"}';

describe("xflow without an embedded AWS", () => {
  it.each([
    { reason: "help", args: ["--help"], status: 0, stdout: /xflow local/ },
    { reason: "version", args: ["--version"], status: 0, stdout: /^\d+\.\d+\.\d+\n$/ },
    { reason: "nothing asked", args: [], status: 2, stderr: /Usage: xflow/ },
    { reason: "unknown flag", args: [path, "--nonsense"], status: 2, stderr: /unknown option '--nonsense'/ },
    { reason: "half a pair", args: [path, "-p", "FileUploaded"], status: 2, stderr: /STREAM and DATA/ },
    {
      reason: "half a pair before a flag",
      args: [path, "-t", "compute_word_count", "--local"],
      status: 2,
      stderr: /WORKFLOW and EXECUTION/,
    },
    { reason: "flags without a path", args: ["-c", "--local"], status: 2, stderr: /PATH is missing/ },
    {
      reason: "a dry run of nothing",
      args: [path, "--dry-run"],
      status: 2,
      stderr: /--dry-run goes with --configure/,
    },
    {
      reason: "a dry run of deletes",
      args: [path, "-c", "--dry-run", "--prune", "--local"],
      status: 2,
      stderr: /--dry-run shows no deletes/,
    },
    {
      reason: "deletes for nobody in particular",
      args: [path, "-c", "--prune"],
      status: 2,
      stderr: /--prune needs --instance NAME/,
    },
    {
      reason: "a controller for nobody in particular",
      args: [path, "--server"],
      status: 2,
      stderr: /--server needs --instance NAME/,
    },
    { reason: "a port beyond all", args: ["local", "--port", "65536"], status: 2, stderr: /at most 65535/ },
    {
      reason: "no such path",
      args: ["no/such/path", "-v"],
      status: 1,
      stderr: /no\/such\/path: no such file/,
    },
    {
      reason: "valid input",
      args: [path, "--validate"],
      status: 0,
      stdout: /valid: 1 Role, 7 LogGroups, 6 Streams, 6 Functions, 11 Subscriptions/,
    },
    {
      reason: "--local with nothing running",
      args: [path, "-c", "--local", "--endpoint-url", "http://127.0.0.1:9"],
      status: 2,
      stderr: /xflow local/,
    },
  ])("$reason", async ({ args, status, stdout = /^/, stderr = /^/ }) => {
    const finished = await runXflow(args);

    expect(finished.stdout).toMatch(stdout);
    expect(finished.stderr).toMatch(stderr);
    expect(finished.status).toBe(status);
  });

  it("prints every error of a broken file with its place, and exits 1", () =>
    withTempFolder(async (folder) => {
      const file = join(folder, "broken.yaml");
      await writeFile(
        file,
        "apiVersion: xflow.dev/v1\nkind: Stream\nmetadata:\n  name: A\nspec:\n  shard: 1\n  retentionHours: 1\n",
      );

      const { status, stdout } = await runXflow([file, "--validate"]);

      expect(status).toBe(1);
      expect(stdout).toMatch(/broken\.yaml:6:3 UnknownKey .*shard/);
      expect(stdout).toMatch(/broken\.yaml:7:\d+ /);
    }));
});

describe("xflowctl", () => {
  it("validates like xflow", async () => {
    const { status, stdout } = await runXflow(["validate", path], { bin: "ctl.js" });

    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/valid: 1 Role/) });
  });

  it.each([
    { reason: "a folder", file: path, stderr: /wordcount is a folder/ },
    { reason: "what is not there", file: "no/such.cfg", stderr: /no\/such\.cfg: no such file/ },
  ])("does not convert $reason", async ({ file, stderr }) => {
    const finished = await runXflow(["convert", file], { bin: "ctl.js" });

    expect(finished).toMatchObject({ status: 1, stderr: expect.stringMatching(stderr) });
  });

  it("converts a seed flow file into manifests that validate to the same resources", () =>
    withTempFolder(async (folder) => {
      const converted = await runXflow(["convert", `${path}/word_count.cfg`], { bin: "ctl.js" });
      const file = join(folder, "flow.yaml");
      await writeFile(file, converted.stdout);

      const { stdout } = await runXflow(["validate", file, "--source-root", path], { bin: "ctl.js" });

      expect(converted.status).toBe(0);
      expect(stdout).not.toMatch(/UnknownKey|DanglingReference|Conflicting/);
    }));
});

describe("publish and track", () => {
  let local: LocalProcess;
  const target = () => ["--local", "--endpoint-url", local.endpoint];

  beforeAll(async () => {
    local = await startLocal();
  });
  afterAll(() => local.stop());

  it("exit 1 before the flow is configured, naming what is missing", async () => {
    const published = await runXflow([path, "-p", "FileUploaded", event, ...target()]);
    const tracked = await runXflow([path, "-t", "compute_word_count", "ex1", ...target()]);

    expect(published).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/FileUploaded does not exist/),
    });
    expect(tracked).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/\/xFlow\/track\/compute_word_count does not exist/),
    });
  });

  it.each([
    { reason: "data that is not JSON", args: ["-p", "FileUploaded", "hello"], stderr: /not JSON/ },
    { reason: "no execution_id", args: ["-p", "FileUploaded", '{"a": 1}'], stderr: /execution_id/ },
    { reason: "a stream nobody declared", args: ["-p", "Nowhere", event], stderr: /Nowhere/ },
    { reason: "a workflow nobody declared", args: ["-t", "nothing", "ex1"], stderr: /nothing/ },
  ])("refuse $reason with exit 1", async ({ args, stderr }) => {
    const finished = await runXflow([path, ...args, ...target()]);

    expect(finished).toMatchObject({ status: 1, stderr: expect.stringMatching(stderr) });
  });

  it("know nothing of an execution nobody has seen, which is no error", async () => {
    await runXflow([path, "-c", ...target()]);

    const { status, stdout } = await runXflow([path, "-t", "compute_word_count", "never", ...target()]);

    expect(status).toBe(0);
    expect(Object.values(JSON.parse(stdout).events_defined)).toEqual(Array(6).fill("unknown_state"));
  });
});
