import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configure, loadInput, publishEvent, trackExecution } from "../../src/app.ts";
import type { AccessDecision } from "../../src/local/access/access-decision.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { defaultLeaseMs } from "../../src/store/lease-timing.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { isComplete } from "../support/tracked-execution.ts";

const signal = new AbortController().signal;
const workflow = "compute_word_count";

describe.each(["manifests/wordcount", "manifests/wordcount-manifests"])(
  "%s where permissions are enforced",
  (path) => {
    let local: LocalAws;
    const decisions: AccessDecision[] = [];

    beforeAll(async () => {
      local = await startEmbeddedAws({
        enforceIam: true,
        onDecision: (decision) => decisions.push(decision),
      });
    });
    afterAll(() => local.stop());

    it("runs to its last event with the permissions that its roles were made with", async () => {
      const { set } = await loadInput(path, [], {});
      const connection = {
        instance: "test",
        local: true,
        pace: 10,
        endpointUrl: local.endpoint,
        region: "us-east-1",
      };
      const job = { path, set, connection, table: "xflow-test", signal };

      const configured = await configure({ ...job, leaseMs: defaultLeaseMs, onEvent: () => {} });
      const data = JSON.stringify({ execution_id: "ex:1", message: "To be, or not to be." });
      await publishEvent(set, connection, "FileUploaded", data);
      const track = () => trackExecution(set, connection, workflow, "ex:1");
      let summary = await track();
      while (!isComplete(summary)) summary = await track();

      expect(configured.failed).toEqual([]);
      expect(summary.tracking_summary).toMatchObject({
        last_received_event: "FileSummarized",
        subscribers: [],
      });
    }, 60_000);

    it("asked the functions' roles, not the account's root, for what the functions did", () => {
      const ofRoles = decisions.filter(({ roleArn }) => roleArn !== undefined);

      expect(new Set(ofRoles.filter(({ allowed }) => allowed).map(({ action }) => action))).toEqual(
        new Set([
          "kinesis:DescribeStream",
          "kinesis:GetRecords",
          "kinesis:GetShardIterator",
          "kinesis:PutRecord",
          "logs:CreateLogStream",
          "logs:PutLogEvents",
        ]),
      );
      expect(ofRoles.filter(({ allowed }) => !allowed)).toEqual([]);
    });
  },
);
