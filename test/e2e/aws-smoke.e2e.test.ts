import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { census } from "../support/aws-census.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { testAccount } from "../support/reached-kinds.ts";
import { withTempFolder } from "../support/temp-folder.ts";
import { repositoryRoot, testEnvironment } from "../support/xflow-process.ts";

const account = "000000000000";
const nothing = { roles: [], functions: [], streams: [], mappings: [], logGroups: [] };

/** What is "AWS" here: another embedded one. */
let aws: LocalAws;

beforeEach(async () => {
  aws = await startEmbeddedAws({ accountId: account });
});
afterEach(() => aws.stop());

/** @param onOutput may send the process a signal */
async function smoke(args: readonly string[], onOutput?: (text: string, interrupt: () => void) => void) {
  const child = spawn(process.execPath, [join(repositoryRoot, "build/aws-smoke.mjs"), ...args], {
    cwd: repositoryRoot,
    env: testEnvironment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      onOutput?.(output, () => child.kill("SIGINT"));
    });
  }
  const [status] = (await once(child, "close")) as [number | null];
  return { status, output };
}

const target = () => ["--account", account, "--region", "eu-west-1", "--endpoint", aws.endpoint];

async function left() {
  const dynamodb = new DynamoDBClient({ ...testAccount, endpoint: aws.endpoint });
  const { TableNames } = await dynamodb.send(new ListTablesCommand({}));
  dynamodb.destroy();
  return { ...(await census(aws.endpoint, "eu-west-1")), tables: TableNames };
}

describe("make aws-smoke", () => {
  it("refuses without an account, and in another one than it was told", async () => {
    const unnamed = await smoke(["--account", "", "--region", "eu-west-1"]);
    const region = ["--region", "eu-west-1", "--endpoint", aws.endpoint];
    const other = await smoke(["--account", "111111111111", ...region]);

    expect(unnamed.output).toContain("ACCOUNT must be the 12 digits");
    expect(other.output).toContain(`the credentials are of account ${account}, not 111111111111`);
    expect([unnamed.status, other.status]).toEqual([2, 2]);
    expect(await left()).toEqual({ ...nothing, tables: [] });
  });

  it("refuses when nobody can say whose account it is, and an endpoint that is none", async () => {
    const place = ["--account", account, "--region", "eu-west-1"];
    const unreachable = await smoke([...place, "--endpoint", "http://127.0.0.1:1"]);
    const nonsense = await smoke([...place, "--endpoint", "moto"]);

    expect(unreachable.output).toContain("cannot tell whose account this is");
    expect(nonsense.output).toContain("ENDPOINT must be the URL of an emulator");
    expect([unreachable.status, nonsense.status]).toEqual([2, 2]);
  });

  it("finds no difference between the embedded AWS and itself, and leaves nothing", () =>
    withTempFolder(async (folder) => {
      const file = join(folder, "report.json");
      const { status, output } = await smoke([...target(), "--report", file]);

      expect(output).toContain("AWS did nothing differently from the embedded AWS");
      expect(status).toBe(0);
      const report = JSON.parse(await readFile(file, "utf8"));
      expect(report).toMatchObject({ left: [], wroteAgain: [], embedded: { left: [] } });
      expect(report.differences).toMatchObject({ members: [], errors: [] });
      expect(report.embedded.failure).toBeUndefined();
      expect(report.durations.map(({ what }: { what: string }) => what)).toContain("stream CREATING");
      const calls = Object.keys(Object.assign({}, ...report.calls.map((each: { aws: object }) => each.aws)));
      expect(calls).toEqual(expect.arrayContaining(["lambda:CreateFunction", "iam:CreateRole"]));
      expect(await left()).toEqual({ ...nothing, tables: [] });
    }));

  it("removes everything after a failure in the middle, and says what failed", () =>
    withTempFolder(async (folder) => {
      const effect = { kind: "error", code: "AccessDeniedException", status: 400 } as const;
      aws.faults.inject({ service: "kinesis", operation: "PutRecord", effect, when: "before" });

      const { status, output } = await smoke([...target(), "--report", join(folder, "report.json")]);

      expect(output).toContain("AWS: failed: xflow --publish ended with");
      expect(status).toBe(1);
      expect(await left()).toEqual({ ...nothing, tables: [] });
    }));

  it("removes everything when it is interrupted", () =>
    withTempFolder(async (folder) => {
      let interrupted = false;
      const report = ["--report", join(folder, "report.json")];
      const { status, output } = await smoke([...target(), ...report], (text, interrupt) => {
        if (interrupted || !text.includes("create again")) return;
        interrupted = true;
        interrupt();
      });

      expect(output).toContain("interrupted; removing everything");
      expect(output).not.toContain("embedded AWS: create");
      expect(status).toBe(1);
      expect(await left()).toEqual({ ...nothing, tables: [] });
    }));
});
