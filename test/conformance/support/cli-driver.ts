import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../../src/local/service.ts";
import { clientEnvironment, type Driver, type DriverCall, type DriverOutcome } from "./driver.ts";

/** The CLI's names where they are not the signature's. */
const COMMANDS: Readonly<Record<string, string>> = {
  s3: "s3api",
  tagging: "resourcegroupstaggingapi",
  monitoring: "cloudwatch",
};

/**
 * The stock `aws` command, one process a call.
 * @param environment e.g. credentials other than the root's
 */
export function startCli(endpoint: string, environment: NodeJS.ProcessEnv = {}): Driver {
  const folder = mkdtemp(join(tmpdir(), "xflow-cli-"));
  let calls = 0;
  return {
    call: async (call) => {
      calls += 1;
      const outFile = join(await folder, `${calls}.out`);
      const result = await run(toArguments(call, outFile), endpoint, environment);
      if (result.exitCode !== 0) return toError(result.stderr);
      const output = (result.stdout.trim() === "" ? {} : JSON.parse(result.stdout)) as JsonObject;
      if (call.stream === undefined) return { kind: "answer", output };
      const bytes = (await readFile(outFile)).toString("base64");
      return { kind: "answer", output: { ...output, [call.stream]: bytes } };
    },
    stop: async () => {
      await rm(await folder, { recursive: true, force: true });
    },
  };
}

function toArguments(call: DriverCall, outFile: string): string[] {
  const command = [COMMANDS[call.service] ?? call.service, toKebab(call.operation)];
  const { members, files } = splitFiles(call.input);
  const input = call.stream === undefined ? wholeInput(members) : eachMember(members);
  const blobs = files.flatMap(([name, path]) => [`--${toKebab(name)}`, blobArgument(call.service, path)]);
  return [
    ...command,
    ...input,
    ...blobs,
    "--output",
    "json",
    ...(call.stream === undefined ? [] : [outFile]),
  ];
}

function wholeInput(members: JsonObject): string[] {
  return Object.keys(members).length === 0 ? [] : ["--cli-input-json", JSON.stringify(members)];
}

/** Commands that write a stream to a file insist on arguments of their own for the required members. */
function eachMember(members: JsonObject): string[] {
  return Object.entries(members).flatMap(([name, value]) => [
    `--${toKebab(name)}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
}

/** S3 bodies are paths already; other blobs say that they are files. */
function blobArgument(service: string, path: string): string {
  return service === "s3" ? path : `fileb://${path}`;
}

/** Blobs from files travel as arguments of their own, `Code.ZipFile` as `--zip-file`. */
function splitFiles(input: JsonObject): { members: JsonObject; files: [string, string][] } {
  const files: [string, string][] = [];
  const keep = ([name, value]: [string, unknown]): [string, unknown][] => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [[name, value]];
    if ("$file" in value) {
      files.push([name, String(value.$file)]);
      return [];
    }
    const nested = name === "Code" ? Object.entries(value).flatMap(keep) : Object.entries(value);
    return nested.length === 0 && name === "Code" ? [] : [[name, Object.fromEntries(nested)]];
  };
  return { members: Object.fromEntries(Object.entries(input).flatMap(keep)), files };
}

/** `ListObjectsV2` is `list-objects-v2`, `ListTagsOfResource` is `list-tags-of-resource`. */
function toKebab(name: string): string {
  return name
    .replace(/V2$/, "-v2")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();
}

function toError(stderr: string): DriverOutcome {
  const [, code, message] = stderr.match(/An error occurred \(([^)]+)\)[^:]*: ([\s\S]*)/) ?? [];
  return { kind: "error", code: code ?? "ClientSide", message: (message ?? stderr).trim() };
}

interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The endpoint is given twice: version 1 of the CLI ignores `AWS_ENDPOINT_URL` for SQS. */
function run(args: readonly string[], endpoint: string, environment: NodeJS.ProcessEnv): Promise<Result> {
  return new Promise((resolve) => {
    const env = { ...clientEnvironment(endpoint), ...environment };
    execFile(
      "aws",
      ["--endpoint-url", endpoint, ...args],
      { env, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : 1;
        resolve({ exitCode, stdout, stderr: stderr || (error?.message ?? "") });
      },
    );
  });
}
