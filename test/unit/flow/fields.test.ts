import { describe, expect, it } from "vitest";
import { functionManifest, loadFiles, manifest, subscription } from "../../support/desired-set.ts";

async function specOf(key: string, text: string) {
  const { resources, diagnostics } = await loadFiles({ "flow.yaml": text });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return [...resources.values()].find((each) => each.key === key)?.spec;
}

describe("the fields of a manifest", () => {
  it("of a stream", async () => {
    expect(await specOf("default/Stream/A", manifest("Stream", "A"))).toEqual({
      capacity: { mode: "provisioned", shards: 1 },
      retentionHours: 24,
      tags: {},
    });
    const spec = { mode: "onDemand", retentionHours: 48, encryption: {}, tags: { a: "b" } };
    expect(await specOf("default/Stream/A", manifest("Stream", "A", spec))).toEqual({
      capacity: { mode: "onDemand" },
      retentionHours: 48,
      encryptionKeyId: "alias/aws/kinesis",
      tags: { a: "b" },
    });
  });

  it("of a log group", async () => {
    const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000";
    const destinationArn = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs";
    const destinationRoleArn = "arn:aws:iam::123456789012:role/logs";

    const spec = { retentionDays: 7, kmsKeyArn, destinationArn, destinationRoleArn };
    expect(await specOf("default/LogGroup//app", manifest("LogGroup", "/app", spec))).toEqual({
      retentionDays: 7,
      kmsKeyArn,
      destination: { arn: destinationArn, roleArn: destinationRoleArn, filterPattern: "" },
      tags: {},
    });
  });

  it("of a role", async () => {
    const assumeRolePolicy = { Statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" } };
    const managedPolicyArns = ["arn:aws:iam::aws:policy/B", "arn:aws:iam::aws:policy/A"];

    expect(
      await specOf("default/Role/r", manifest("Role", "r", { assumeRolePolicy, managedPolicyArns })),
    ).toEqual({
      assumeRolePolicy,
      managedPolicyArns: managedPolicyArns.toReversed(),
      inlinePolicies: {},
      tags: {},
    });
  });

  it("of a subscription", async () => {
    const given = {
      batchSize: 7,
      batchWindowSeconds: 5,
      startingPosition: "LATEST",
      parallelizationFactor: 2,
      maxRetryAttempts: 0,
      maxRecordAgeSeconds: 60,
      bisectOnError: true,
      reportBatchItemFailures: true,
      filter: [{ data: { kind: ["a"] } }],
      onFailureArn: "arn:aws:sns:eu-west-1:123456789012:failed",
      enabled: false,
      tags: { a: "b" },
    };
    const text = manifest("Stream", "A") + functionManifest("f") + subscription("A", "f", given);

    expect(await specOf("default/Subscription/A:f", text)).toEqual({
      stream: "default/Stream/A",
      function: "default/Function/f",
      ...given,
    });
  });

  it("of a function, brakes only when declared", async () => {
    const given = {
      description: "d",
      timeoutSeconds: 900,
      memoryMb: 10_240,
      ephemeralStorageMb: 10_240,
      architecture: "arm64",
      layers: [
        "arn:aws:lambda:eu-west-1:123456789012:layer:b:1",
        "arn:aws:lambda:eu-west-1:123456789012:layer:a:1",
      ],
      reservedConcurrency: 0,
      tracing: "Active",
      tags: { a: "b" },
    };

    expect(await specOf("default/Function/f", functionManifest("f", given))).toMatchObject(given);
    expect(await specOf("default/Function/f", functionManifest("f"))).not.toHaveProperty(
      "reservedConcurrency",
    );
  });
});
