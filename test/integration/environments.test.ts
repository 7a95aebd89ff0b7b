import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DesiredSet } from "../../src/api/desired-set.ts";
import { loadInput, publishEvent, trackExecution } from "../../src/app.ts";
import type { CallRecord } from "../../src/local/gateway/gateway.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { withTempFolder } from "../support/temp-folder.ts";

const event = '{"execution_id": "ex1"}';

/** A workflow of one event in each environment, and the account each is meant for. */
function loadEnvironments(accounts: Readonly<Record<string, string>>): Promise<DesiredSet> {
  return withTempFolder(async (folder) => {
    for (const [name, accountId] of Object.entries(accounts)) {
      const manifests = [
        { kind: "Environment", metadata: { name }, spec: { accountId } },
        { kind: "Stream", metadata: { name: "Uploaded" }, spec: { shards: 1 } },
        { kind: "Workflow", metadata: { name: "count" }, spec: { flow: ["Uploaded"] } },
      ].map((manifest) => JSON.stringify({ apiVersion: "xflow.dev/v1", ...manifest }));
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, "flow.yaml"), manifests.join("\n---\n"));
    }
    const { set } = await loadInput(folder, [], {});
    return set;
  });
}

describe("publishing and tracking", () => {
  let local: LocalAws;
  let calls: CallRecord[];
  const connection = () => ({
    instance: "test",
    local: true,
    endpointUrl: local.endpoint,
    region: "us-east-1",
  });

  beforeEach(async () => {
    calls = [];
    local = await startEmbeddedAws({ onCall: (call) => calls.push(call) });
  });
  afterEach(() => local.stop());

  it("touch no account but the one the environment is meant for", async () => {
    const set = await loadEnvironments({ prod: "111122223333" });

    await expect(publishEvent(set, connection(), "Uploaded", event)).rejects.toThrow(/prod.*111122223333/);
    await expect(trackExecution(set, connection(), "count", "ex1")).rejects.toThrow(/prod.*111122223333/);

    expect(calls.map(({ operation }) => operation)).toEqual(["GetCallerIdentity", "GetCallerIdentity"]);
  });

  it("do not choose between environments", async () => {
    const set = await loadEnvironments({ blue: "000000000000", green: "111122223333" });

    await expect(publishEvent(set, connection(), "Uploaded", event)).rejects.toThrow("blue, green");
    await expect(trackExecution(set, connection(), "count", "ex1")).rejects.toThrow("blue, green");

    expect(calls).toEqual([]);
  });
});
