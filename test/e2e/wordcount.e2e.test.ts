import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isComplete, trackUntil } from "../support/tracked-execution.ts";
import { type LocalProcess, runXflow, startLocal } from "../support/xflow-process.ts";

const examples = [
  { path: "manifests/wordcount", language: "Node.js", roles: 1 },
  { path: "manifests/wordcount-manifests", language: "Node.js", roles: 6 },
  { path: "manifests/wordcount-python", language: "Python", roles: 1 },
];
const workflow = "compute_word_count";

describe.each(examples)("the word count in $path ($language)", ({ path, roles }) => {
  let local: LocalProcess;
  const target = () => ["--local", "--endpoint-url", local.endpoint];

  beforeAll(async () => {
    local = await startLocal();
  });
  afterAll(() => local.stop());

  it("is configured, runs to its last event, and counts the words", async () => {
    const configured = await runXflow([path, "--configure", ...target()]);
    const event = { execution_id: "ex:1", message: "To be, or not to be: that is the question." };
    const published = await runXflow([path, "-p", "FileUploaded", JSON.stringify(event), ...target()]);
    const summary = await trackUntil(
      { path, workflow, execution: "ex:1", endpoint: local.endpoint },
      isComplete,
    );

    expect(configured).toMatchObject({ status: 0 });
    expect(published).toMatchObject({ status: 0 });
    expect(summary.tracking_summary).toEqual({
      last_received_event: "FileSummarized",
      subscribers: [],
      execution_path:
        "FileUploaded ---> FileDownloaded ---> FileParsed ---> FileFiltered ---> FileAggregated ---> FileSummarized",
      logs: [],
    });
    expect(summary.events_received.at(-1)?.data).toEqual({
      execution_id: "ex:1",
      event_name: "FileSummarized",
      summary: { total: 10, counts: { to: 2, be: 2, or: 1, not: 1, that: 1, is: 1, the: 1, question: 1 } },
    });
  });

  it("has nothing left to plan", async () => {
    const plan = await runXflow([path, "--configure", "--dry-run", "-o", "json", ...target()]);

    expect(plan.status).toBe(0);
    const plans = JSON.parse(plan.stdout).resources as { steps: unknown[] }[];
    expect(plans).toHaveLength(roles + 6 + 6 + 11 + 7);
    expect(plans.flatMap(({ steps }) => steps)).toEqual([]);
  });
});
