import { InvalidArgumentError, Option, type Command as Program } from "commander";
import { type LocalSettings, runLocalAws } from "../app.ts";
import type { Terminal } from "./terminal.ts";

interface LocalOptions {
  readonly port: number;
  readonly data: string;
  readonly ephemeral?: true;
  readonly durations: string;
  readonly timeScale: number;
  readonly latencyMs: number;
  readonly enforceQuotas?: true;
  readonly enforceIam?: true;
  readonly fault: readonly string[];
}

const help = `
Anything that speaks to AWS can use it:
  $ export AWS_ENDPOINT_URL=http://127.0.0.1:4566
  $ export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
  $ export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  $ aws kinesis list-streams

Slow or broken, for seeing what happens then:
  $ xflow local --durations realistic,streamCreatingMs=30000
  $ xflow local --fault 'kinesis:PutRecord=InternalFailure:500,times=2'`;

/** `xflow local` */
export function addLocalCommand(program: Program, terminal: Terminal): void {
  program
    .command("local")
    .description("run the embedded AWS: no Docker, no account; functions really execute")
    .addOption(new Option("--port <N>", "0 takes any free one").argParser(portNumber).default(4566))
    .option("--data <DIR>", "where its state is kept", ".xflow")
    .option("--ephemeral", "keep nothing")
    .addOption(
      new Option("--durations <SPEC>", "how long things take: quick, realistic, or see below").default(
        "quick",
      ),
    )
    .addOption(new Option("--time-scale <N>", "how fast its clock runs").argParser(positive).default(1))
    .addOption(new Option("--latency-ms <N>", "added to each call").argParser(wholeNumber).default(0))
    .option("--enforce-quotas", "throttle as AWS does")
    .option("--enforce-iam", "let roles do only what their policies allow")
    .addOption(new Option("--fault <SPEC>", "repeatable; see below").argParser(collect).default([], "none"))
    .addHelpText("after", help)
    .action((options: LocalOptions) => runLocal(options, terminal));
}

async function runLocal(options: LocalOptions, terminal: Terminal): Promise<void> {
  const settings: LocalSettings = {
    folder: options.ephemeral ? undefined : options.data,
    port: options.port,
    durations: options.durations,
    timeScale: options.timeScale,
    latencyMs: options.latencyMs,
    enforceQuotas: options.enforceQuotas === true,
    enforceIam: options.enforceIam === true,
    faults: options.fault,
    onListening: (endpoint) => {
      const kept = options.ephemeral ? "keeps nothing" : `state in ${options.data}`;
      terminal.stdout.write(`embedded AWS on ${endpoint} (${kept}; Ctrl-C stops it)\n`);
    },
    onInternalError: (error, where) => {
      terminal.stderr.write(`xflow local: internal error in ${where}: ${String(error)}\n`);
    },
  };
  await runLocalAws(settings, terminal.signal);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("expected a whole number, 0 or more.");
  return value;
}

function portNumber(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError("expected at most 65535.");
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("expected a number above 0.");
  return value;
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
