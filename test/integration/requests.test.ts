import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DeleteStreamCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { testAccount } from "../support/reached-kinds.ts";
import { childEnvironment } from "../support/requests/child-environment.ts";
import { readReports } from "../support/requests/reports.ts";
import { requestWatch } from "../support/requests/request-watch.mjs";
import { sendableOperations } from "../support/requests/sendable-operations.ts";
import { withoutJudging } from "../support/requests/without-judging.ts";
import { withTempFolder } from "../support/temp-folder.ts";
import { repositoryRoot } from "../support/xflow-process.ts";

describe("the watch over what xflow sends", () => {
  let aws: LocalAws;
  const clientsOf = () => createClients({ ...testAccount, endpointUrl: aws.endpoint, sessionName: "test" });

  beforeAll(async () => {
    aws = await startEmbeddedAws();
  });
  afterAll(() => aws.stop());

  it("names operation and member of a request that AWS's model refuses", async () => {
    const clients = clientsOf();
    const kinesis = await clients.kinesis();

    const found = await withoutJudging(() =>
      kinesis.send(new DeleteStreamCommand({ StreamName: "a b" })).catch(() => undefined),
    );

    clients.destroy();
    expect(found).toEqual([
      "kinesis:DeleteStream: Value 'a b' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ]);
  });

  it("counts requests of xflow's, and of nobody else", async () => {
    const clients = clientsOf();
    const kinesis = await clients.kinesis();
    const somebody = new (kinesis.constructor as typeof import("@aws-sdk/client-kinesis").KinesisClient)({
      ...testAccount,
      endpoint: aws.endpoint,
    });
    const sent = () => requestWatch().counts()["kinesis:DeleteStream"] ?? 0;
    const before = sent();

    for (const client of [kinesis, somebody]) {
      await client.send(new DeleteStreamCommand({ StreamName: "none" })).catch(() => undefined);
    }

    clients.destroy();
    somebody.destroy();
    expect(sent()).toBe(before + 1);
  });

  it("reaches into processes that a test starts, also when they are killed", () =>
    withTempFolder(async (folder) => {
      const program = `
        import { channel } from "node:diagnostics_channel";
        channel("xflow.local.call").publish({
          service: "kinesis", operation: "DeleteStream", userAgent: "aws xflow/1.0", problems: ["name: bad"], input: {},
        });
        process.kill(process.pid, "SIGKILL");`;
      const environment = {
        ...childEnvironment,
        XFLOW_TEST_REQUESTS: folder,
        XFLOW_TEST_REQUESTS_OWNER: "me",
      };

      const child = spawn(process.execPath, ["--input-type=module", "-e", program], { env: environment });
      await once(child, "exit");

      expect(readReports(folder, "me")).toEqual([
        { counts: { "kinesis:DeleteStream": 1 }, problems: ["kinesis:DeleteStream: name: bad"] },
      ]);
    }));

  it("knows every operation that the sources can send", () => {
    const sendable = sendableOperations(join(repositoryRoot, "src"));

    expect(sendable).toContain("lambda:CreateEventSourceMapping");
    expect(sendable).toContain("dynamodb:PutItem");
    expect(sendable.length).toBeGreaterThan(70);
  });
});
