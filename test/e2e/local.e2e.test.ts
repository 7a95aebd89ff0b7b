import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withTempFolder } from "../support/temp-folder.ts";
import { isComplete, trackUntil } from "../support/tracked-execution.ts";
import { runXflow, startLocal } from "../support/xflow-process.ts";

const path = "manifests/wordcount";
const workflow = "compute_word_count";

describe("xflow local", () => {
  it.each([
    { reason: "stopped", signal: "SIGTERM" as const },
    { reason: "killed", signal: "SIGKILL" as const },
  ])("keeps its state when $reason: the flow runs on without being configured again", ({ signal }) =>
    withTempFolder(async (folder) => {
      const data = ["--data", join(folder, "state")];
      const before = await startLocal(data);
      const event = '{"execution_id": "ex1", "message": "a b"}';
      await runXflow([path, "-c", "--local", "--endpoint-url", before.endpoint]);
      await before.stop(signal);
      await using after = await startLocal(data);
      const target = ["--local", "--endpoint-url", after.endpoint];

      const published = await runXflow([path, "-p", "FileUploaded", event, ...target]);
      const summary = await trackUntil(
        { path, workflow, execution: "ex1", endpoint: after.endpoint },
        isComplete,
      );

      expect(published.status).toBe(0);
      expect(summary.events_received).toHaveLength(6);
    }),
  );

  it("refuses a data folder that another process has, naming it", () =>
    withTempFolder(async (folder) => {
      await using _first = await startLocal(["--data", folder]);

      const second = await runXflow(["local", "--port", "0", "--data", folder]);

      expect(second).toMatchObject({ status: 2, stderr: expect.stringContaining(folder) });
    }));

  it("refuses a port that is taken, naming it and the way out", async () => {
    await using first = await startLocal();
    const port = new URL(first.endpoint).port;

    const second = await runXflow(["local", "--ephemeral", "--port", port]);

    expect(second).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(new RegExp(`${port}.*--port`, "s")),
    });
  });

  it("stops on SIGTERM with exit code 0", async () => {
    const local = await startLocal();

    expect(await local.stop()).toBe(0);
  });
});
