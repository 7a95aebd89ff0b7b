import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import {
  createSourceFolder,
  functionManifest,
  loadFiles,
  manifest,
  subscription,
} from "../../support/desired-set.ts";

async function roleOf(name: string, files: Readonly<Record<string, string>>) {
  const { resources, diagnostics } = await loadFiles(files);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const role = resources.get(`default/Role/${name}`);
  const policy = role?.kind === "Role" ? role.spec.inlinePolicies["xflow"] : undefined;
  return (policy?.["Statement"] ?? []) as { Action: string[]; Resource: string[]; Condition?: object }[];
}

const arn = (service: string, rest: string) =>
  `arn:\${xflow:partition}:${service}:\${xflow:region}:\${xflow:accountId}:${rest}`;

describe("a generated role", () => {
  it("allows writing to the function's own log group and nothing else by default", async () => {
    expect(await roleOf("f", { "flow.yaml": functionManifest("f") })).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [arn("logs", "log-group:/aws/lambda/f:*")],
      },
    ]);
  });

  it("follows subscriptions, publishes, failure destinations, encryption, VPC and tracing", async () => {
    const key = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000";
    const statements = await roleOf("f", {
      "flow.yaml":
        functionManifest("f", {
          publishes: ["Out"],
          tracing: "Active",
          vpc: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
        }) +
        manifest("Stream", "In", { encryption: { keyId: key } }) +
        manifest("Stream", "Out", { encryption: { keyId: "alias/mine" } }) +
        manifest("Stream", "Aws", { encryption: {} }) +
        subscription("In", "f", { onFailureArn: "arn:aws:sqs:eu-west-1:123456789012:failed" }) +
        subscription("Aws", "f", { onFailureArn: "arn:aws:s3:::failed-records" }),
    });

    const allowed = Object.fromEntries(statements.map(({ Action, Resource }) => [Action.join(), Resource]));
    expect(allowed["kinesis:PutRecord,kinesis:PutRecords"]).toEqual([arn("kinesis", "stream/Out")]);
    expect(statements.find(({ Action }) => Action.includes("kinesis:GetRecords"))?.Resource).toEqual([
      arn("kinesis", "stream/Aws"),
      arn("kinesis", "stream/In"),
    ]);
    expect(allowed["kms:Decrypt"]).toEqual([key]);
    expect(statements.find(({ Action }) => Action.includes("kms:GenerateDataKey"))).toMatchObject({
      Resource: [arn("kms", "key/*")],
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/mine" } },
    });
    expect(allowed["sqs:SendMessage"]).toEqual(["arn:aws:sqs:eu-west-1:123456789012:failed"]);
    expect(allowed["s3:PutObject"]).toEqual(["arn:aws:s3:::failed-records/*"]);
    const starred = statements
      .filter(({ Resource }) => Resource.includes("*"))
      .flatMap(({ Action }) => Action);
    expect(starred.filter((action) => !/^(ec2|xray):|^kinesis:ListStreams$/.test(action))).toEqual([]);
    expect(starred).toContain("ec2:CreateNetworkInterface");
    expect(starred).toContain("xray:PutTraceSegments");
  });

  it("lets a tracker write to the workflow's group and read every event", async () => {
    const statements = await roleOf("tracker_count", {
      "flow.yaml":
        manifest("Stream", "A") +
        manifest("Stream", "B") +
        manifest("Workflow", "count", { flow: ["B", "A"] }),
    });

    expect(statements[0]?.Resource).toContain(arn("logs", "log-group:/xFlow/track/count:*"));
    expect(statements[1]?.Resource).toEqual([arn("kinesis", "stream/A"), arn("kinesis", "stream/B")]);
  });

  it("is not made where a role is named", async () => {
    const { resources } = await loadFiles({
      "flow.yaml":
        functionManifest("a", { role: "shared" }) +
        functionManifest("b", { role: "arn:aws:iam::123456789012:role/elsewhere" }) +
        manifest("Role", "shared", {
          inlinePolicies: {
            p: { Statement: { Effect: "Allow", Action: "s3:*", Resource: `\${xflow:namePrefix}` } },
          },
        }),
    });

    expect([...resources.keys()].filter((key) => key.includes("/Role/"))).toEqual(["default/Role/shared"]);
    expect(resources.get("default/Function/a")).toMatchObject({ spec: { role: { kind: "resource" } } });
    expect(resources.get("default/Function/b")).toMatchObject({
      spec: { role: { kind: "arn", arn: "arn:aws:iam::123456789012:role/elsewhere" } },
    });
  });
});

describe("policies", () => {
  it("keep streams and log groups, delete the rest, and adopt nothing, unless told otherwise", async () => {
    const { resources } = await loadFiles({
      "flow.yaml": functionManifest("f") + manifest("Stream", "A") + subscription("A", "f"),
    });

    const deletions = Object.fromEntries(
      [...resources.values()].map(({ kind, policy }) => [kind, policy.deletion]),
    );
    expect(deletions).toEqual({
      Function: "delete",
      LogGroup: "retain",
      Role: "delete",
      Stream: "retain",
      Subscription: "delete",
    });
    for (const { policy } of resources.values()) {
      expect(policy).toMatchObject({ drift: "correct", adopt: "never", suspend: false, ignore: [] });
    }
  });

  it("of a function reach what it brings along, but for its name, its ignored fields and the fate of its logs", async () => {
    const policy = {
      deletion: "delete",
      adopt: "force",
      suspend: true,
      externalName: "legacy",
      ignore: ["memoryMb"],
    };

    const { resources } = await loadFiles({ "flow.yaml": functionManifest("f", {}, { policy }) });

    expect(resources.get("default/Function/f")).toMatchObject({
      awsName: "legacy",
      policy: { ...policy, drift: "correct" },
    });
    const group = resources.get("default/LogGroup/lambda:f");
    expect(group).toMatchObject({
      awsName: "/aws/lambda/legacy",
      policy: { deletion: "retain", adopt: "force", suspend: true, ignore: [] },
    });
    expect(resources.get("default/Role/f")).toMatchObject({
      awsName: "f",
      policy: { deletion: "delete", ignore: [] },
    });
    expect(group?.policy.externalName).toBeUndefined();
  });

  it("retain what was adopted, unless a deletion is declared", async () => {
    const { resources } = await loadFiles({
      "flow.yaml":
        functionManifest("a", {}, { policy: { adopt: "force" } }) +
        functionManifest("b", {}, { policy: { adopt: "force", deletion: "delete" } }),
    });

    expect(resources.get("default/Function/a")?.policy).toMatchObject({
      deletion: "delete",
      deletionIfAdopted: "retain",
    });
    expect(resources.get("default/Function/b")?.policy).not.toHaveProperty("deletionIfAdopted");
  });
});

describe("declarations of the same thing", () => {
  it("merge when they are equal: owners add up", async () => {
    const { resources, found } = await loadFiles({
      "a.yaml": manifest("Stream", "A", { shards: 1 }),
      "b.yaml": manifest("Stream", "A"),
    });

    expect(found).toEqual([]);
    expect(resources.get("default/Stream/A")?.owners).toEqual(["a.yaml", "b.yaml"]);
  });

  it("conflict when they differ: the applied one stays, wherever it stands", async () => {
    const folder = await createSourceFolder({ "b.yaml": manifest("Stream", "A", { shards: 2 }) });
    try {
      await folder.write({ "a.yaml": manifest("Stream", "A", { shards: 1 }) });

      const fresh = await folder.load();
      const running = await folder.load({ applied: new Map([["default/Stream/A", "b.yaml"]]) });

      expect(fresh.set.resources.get("default/Stream/A")?.source.file).toBe("a.yaml");
      expect(running.set.resources.get("default/Stream/A")).toMatchObject({
        source: { file: "b.yaml" },
        spec: { capacity: { shards: 2 } },
      });
      expect(running.set.diagnostics).toMatchObject([{ code: "ConflictingDeclaration", file: "a.yaml" }]);
    } finally {
      await folder.remove();
    }
  });

  it("fall with everything they bring along", async () => {
    const { resources, workflows } = await loadFiles({
      "a.yaml": manifest("Stream", "A") + functionManifest("tracker_count"),
      "b.yaml": manifest("Workflow", "count", { flow: ["A"] }),
    });

    expect([...resources.keys()]).toEqual([
      "default/Function/tracker_count",
      "default/LogGroup/lambda:tracker_count",
      "default/Role/tracker_count",
      "default/Stream/A",
    ]);
    expect(workflows).toEqual([]);
  });
});

describe("references", () => {
  it("take down what refers to something broken, without a finding of their own", async () => {
    const { resources, found } = await loadFiles({
      "flow.yaml":
        manifest("Stream", "A", { shards: 0 }) +
        functionManifest("f", { publishes: ["A"] }) +
        manifest("Stream", "B") +
        subscription("B", "f") +
        manifest("Workflow", "w", { flow: ["A"] }),
    });

    expect(found).toHaveLength(1);
    expect([...resources.keys()]).toEqual(["default/Stream/B"]);
  });

  it("hold while the file cannot be read that what they point to was applied from", async () => {
    const flow = { "b.yaml": functionManifest("f", { role: "r" }) + subscription("A", "f") };
    const unreadable = { "a.yaml": "apiVersion: xflow.dev/v1\nkind: [" };
    const folder = await createSourceFolder({ ...flow, ...unreadable });
    try {
      const applied = new Map<ResourceKey, string>([
        ["default/Stream/A", "a.yaml"],
        ["default/Role/r", "a.yaml"],
      ]);

      const fresh = await folder.load();
      const running = await folder.load({ applied });

      expect([...fresh.set.resources.keys()]).toEqual([]);
      expect(running.set.diagnostics.map(({ code }) => code)).toEqual(["InvalidYaml"]);
      expect([...running.set.resources.keys()]).toEqual([
        "default/Function/f",
        "default/LogGroup/lambda:f",
        "default/Subscription/A:f",
      ]);
      await folder.write({ "a.yaml": manifest("Stream", "B") });
      const removed = await folder.load({ applied });
      expect(removed.set.diagnostics.map(({ code }) => code)).toContain("DanglingReference");
    } finally {
      await folder.remove();
    }
  });

  it("leave a generated role that is applied as it is while another file may say more about it", async () => {
    const folder = await createSourceFolder({ "b.yaml": manifest("Stream", "A") + functionManifest("f") });
    try {
      await folder.write({ "a.yaml": "apiVersion: xflow.dev/v1\nkind: [" });

      const fresh = await folder.load();
      const running = await folder.load({ applied: new Map([["default/Role/f", "b.yaml"]]) });

      expect([...fresh.set.resources.keys()]).toContain("default/Role/f");
      expect([...running.set.resources.keys()]).not.toContain("default/Role/f");
      expect([...running.set.resources.keys()]).toContain("default/Function/f");
    } finally {
      await folder.remove();
    }
  });

  it("may not point to a LogGroup a function owns twice", async () => {
    const { found } = await loadFiles({
      "flow.yaml": functionManifest("f") + manifest("LogGroup", "/aws/lambda/f", {}),
    });

    expect(found).toHaveLength(1);
    expect(found[0]).toContain("DuplicateAwsName");
  });
});

describe("an event cycle", () => {
  const loop = (labels: object) =>
    manifest("Stream", "A") +
    `${JSON.stringify({
      apiVersion: "xflow.dev/v1",
      kind: "Function",
      metadata: { name: "f", labels },
      spec: { source: "index.js", handler: "index.handler", runtime: "nodejs22.x", publishes: ["A"] },
    })}\n---\n` +
    subscription("A", "f");

  it("is an error, unless a function in it says that it ends the loop", async () => {
    const refused = await loadFiles({ "flow.yaml": loop({}) });
    const allowed = await loadFiles({ "flow.yaml": loop({ "xflow.dev/allow-cycle": "true" }) });

    expect(refused.diagnostics.map(({ code }) => code)).toEqual(["EventCycle"]);
    expect([...refused.resources.keys()]).toEqual(["default/Stream/A"]);
    expect(allowed.found).toEqual([]);
  });
});
