import { join } from "node:path";
import type { DesiredSet } from "../../src/api/desired-set.ts";
import { loadInput } from "../../src/app.ts";
import type { Census } from "./aws-census.ts";
import { repositoryRoot } from "./xflow-process.ts";

export const wordCountPath = join(repositoryRoot, "manifests/wordcount");

/** The word count as a seed flow file. */
export async function loadWordCount(): Promise<DesiredSet> {
  const { set } = await loadInput(wordCountPath, [], {});
  return set;
}

const steps = [
  ["FileAggregated", "lambda_summarizer"],
  ["FileDownloaded", "lambda_parser"],
  ["FileFiltered", "lambda_aggregator"],
  ["FileParsed", "lambda_filter"],
  ["FileUploaded", "lambda_reader"],
] as const;
const events = [...steps.map(([event]) => event), "FileSummarized"].sort();
const tracker = "tracker_compute_word_count";
const functions = [...steps.map(([, name]) => name), tracker].sort();

/** What an account must hold once the word count is configured: 1 role, 6 functions, 6 streams, 11 mappings, 7 groups. */
export const wordCountCensus: Census = {
  roles: ["lambda-execute"],
  functions,
  streams: events,
  mappings: [
    ...steps.map(([event, name]) => `${event} -> ${name}`),
    ...events.map((event) => `${event} -> ${tracker}`),
  ].sort(),
  logGroups: ["/xFlow/track/compute_word_count", ...functions.map((name) => `/aws/lambda/${name}`)].sort(),
};
