import { InvalidArgumentError, Option, type Command as Program } from "commander";
import type { ServeSettings } from "../app.ts";
import { sourceRootOption } from "./load-path.ts";

/** What `xflow PATH` can be told, as commander gives it. */
export interface FlowOptions {
  readonly validate?: true;
  readonly configure?: true;
  readonly dryRun?: true;
  readonly publish?: string;
  readonly track?: string;
  readonly local?: true;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly instance: string;
  readonly sourceRoot: readonly string[];
  readonly output?: "json";
  readonly table: string;
  readonly prune?: true;
  readonly maxDeletes?: number;
  readonly server?: true;
  readonly resync: string;
  readonly lease: string;
  readonly metricsListen: string;
  readonly logLevel: ServeSettings["logLevel"];
}

export function addFlowOptions(program: Program): void {
  program
    .option("-v, --validate", "check the files: every error, with its place")
    .option("-c, --configure", "make AWS equal to the files, and wait until it is")
    .option("--dry-run", "with -c: print the plan, change nothing")
    .option("--prune", "with -c: delete what these files, and no others, declared before")
    .option("-s, --server", "the controller: keep AWS equal to PATH until stopped")
    .addOption(new Option("-p, --publish <STREAM DATA>", "publish an event: JSON with an execution_id"))
    .addOption(new Option("-t, --track <WORKFLOW EXECUTION>", "print what happened to an execution, as JSON"))
    .option("--local", "use the embedded AWS: `xflow local`; -s starts it when none runs")
    .addOption(new Option("--endpoint-url <URL>", "where AWS is").env("XFLOW_ENDPOINT_URL"))
    .addOption(new Option("--region <REGION>", "where the files do not say").env("XFLOW_REGION"))
    .addOption(
      new Option("--instance <NAME>", "whose resources these are; written on each as a tag")
        .env("XFLOW_INSTANCE")
        .default("default"),
    )
    .addOption(new Option("--table <NAME>", "the state table").env("XFLOW_TABLE").default("xflow"))
    .addOption(
      new Option("--max-deletes <N>", "delete at most so many at once unasked; default: 10, or 20 % of all")
        .env("XFLOW_MAX_DELETES")
        .argParser(wholeNumber),
    )
    .addOption(
      new Option("--resync <DURATION>", "with -s: how often all of it is compared with AWS, 5s or more")
        .env("XFLOW_RESYNC")
        .default("60s"),
    )
    .addOption(
      new Option(
        "--lease <DURATION>",
        "with -s or -c: a process that writes, and then is silent for this long, is replaced",
      )
        .env("XFLOW_LEASE")
        .default("30s"),
    )
    .addOption(
      new Option("--metrics-listen <ADDRESS>", "with -s: of /metrics, /healthz and /readyz")
        .env("XFLOW_METRICS_LISTEN")
        .default("127.0.0.1:9464"),
    )
    .addOption(
      new Option("--log-level <LEVEL>", "with -s: what is logged at least")
        .env("XFLOW_LOG_LEVEL")
        .choices(["trace", "debug", "info", "warn", "error", "fatal"])
        .default("info"),
    )
    .addOption(sourceRootOption().env("XFLOW_SOURCE_ROOT"))
    .addOption(new Option("-o, --output <FORMAT>", "of validation, plan and summary").choices(["json"]));
}

/** @throws InvalidArgumentError */
function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("expected a whole number, 0 or more.");
  return Number(text);
}
