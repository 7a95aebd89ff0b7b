import { describe, expect, it } from "vitest";
import type { Resource } from "../../../src/api/resource.ts";
import { convertSeedFile } from "../../../src/source/convert-seed-file.ts";
import { createSourceFolder, loadFiles } from "../../support/desired-set.ts";

/** The shape of the original's word_count.cfg, with everything it could say. */
const wordCount = `
general:
  lambda_timeout_time: 20
aws:
  region: eu-west-1
  lambda_execution_role_name: lambda-execute
  subnet_ids: [subnet-0123456789abcdef0]
  security_group_ids: [sg-0123456789abcdef0]
lambdas:
  - name: file_reader
    description: Reads.
    source: file_reader.py
    handler: read
    runtime: python3.13
  - name: word_counter
    source: s3://bucket/word_counter.zip
    handler: count
    runtime: nodejs22.x
subscriptions:
  - event: FileUploaded
    subscribers: [file_reader]
  - event: FileRead
    subscribers: [word_counter]
  - event: FileRead
    subscribers: [word_counter, file_reader]
  - event: WordsCounted
    subscribers:
workflows:
  - id: compute_word_count
    flow: [FileUploaded, FileRead, WordsCounted]
`;
const files = { "word_count.cfg": wordCount, "file_reader.py": "def read(event, context): pass\n" };

function of<Kind extends Resource["kind"]>(
  resources: ReadonlyMap<string, Resource>,
  kind: Kind,
  name: string,
): Extract<Resource, { kind: Kind }> {
  const found = [...resources.values()].find((each) => each.kind === kind && each.name === name);
  expect(found, `${kind} ${name}`).toBeDefined();
  return found as Extract<Resource, { kind: Kind }>;
}

describe("a seed flow file", () => {
  it("expands without a finding into functions called <name>.<handler>, with the file's time-out and VPC", async () => {
    const { resources, found, environments } = await loadFiles(files);

    expect(found).toEqual([]);
    expect(environments.get("default")).toEqual({ name: "default", namePrefix: "", region: "eu-west-1" });
    expect(of(resources, "Function", "file_reader").spec).toMatchObject({
      handler: "file_reader.read",
      runtime: "python3.13",
      description: "Reads.",
      timeoutSeconds: 20,
      memoryMb: 128,
      vpc: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
      role: { kind: "resource", key: "default/Role/lambda-execute" },
      code: { kind: "path", form: "file" },
    });
    expect(of(resources, "Function", "word_counter").spec.code).toEqual({
      kind: "s3",
      bucket: "bucket",
      key: "word_counter.zip",
    });
    expect(of(resources, "Function", "word_counter").spec.description).toBe("word_counter");
  });

  it("adds up several entries for one event, a stream and a mapping each once", async () => {
    const { resources } = await loadFiles(files);

    const mappings = [...resources.values()]
      .filter(({ kind }) => kind === "Subscription")
      .map(({ name }) => name);
    expect(mappings).toEqual([
      "FileRead:file_reader",
      "FileRead:tracker_compute_word_count",
      "FileRead:word_counter",
      "FileUploaded:file_reader",
      "FileUploaded:tracker_compute_word_count",
      "WordsCounted:tracker_compute_word_count",
    ]);
    expect(of(resources, "Subscription", "FileRead:word_counter").spec).toMatchObject({
      batchSize: 1,
      startingPosition: "TRIM_HORIZON",
      reportBatchItemFailures: false,
    });
    expect(of(resources, "Subscription", "FileRead:tracker_compute_word_count").spec).toMatchObject({
      batchSize: 100,
      batchWindowSeconds: 0,
      startingPosition: "TRIM_HORIZON",
      reportBatchItemFailures: true,
    });
  });

  it("gives the role the two managed policies, publishing to its own streams, tracking and the VPC", async () => {
    const { resources } = await loadFiles(files);

    const { spec } = of(resources, "Role", "lambda-execute");
    expect(spec.managedPolicyArns).toEqual([
      "arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess",
      "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole",
    ]);
    expect(Object.keys(spec.inlinePolicies)).toEqual([
      "AWSLambdaKinesisPublishRole",
      "xflow-tracking",
      "xflow-vpc",
    ]);
    const text = JSON.stringify(spec.inlinePolicies);
    expect(text.match(/stream\/\w+/g)).toEqual([
      "stream/FileRead",
      "stream/FileUploaded",
      "stream/WordsCounted",
    ]);
    expect(text).toContain("log-group:/xFlow/track/compute_word_count:*");
    expect(text).not.toContain("namePrefix");
  });

  it("tracks its workflow with the shared role, and tells who subscribes", async () => {
    const { resources, workflows } = await loadFiles(files);

    expect(of(resources, "LogGroup", "track:compute_word_count")).toMatchObject({
      awsName: "/xFlow/track/compute_word_count",
      spec: { retentionDays: 7 },
      owners: ["default/Workflow/compute_word_count"],
    });
    expect(of(resources, "Function", "tracker_compute_word_count").spec).toMatchObject({
      handler: "index.handler",
      runtime: "nodejs22.x",
      role: { key: "default/Role/lambda-execute" },
      code: {
        kind: "builtin",
        name: "tracker",
        settings: { workflow: "compute_word_count", logGroup: "/xFlow/track/compute_word_count" },
      },
    });
    expect(workflows).toMatchObject([
      {
        id: "compute_word_count",
        flow: ["FileUploaded", "FileRead", "WordsCounted"],
        subscribers: {
          FileUploaded: ["file_reader"],
          FileRead: ["word_counter", "file_reader"],
          WordsCounted: [],
        },
      },
    ]);
  });

  it("may be taken over where nobody owns what the original left behind", async () => {
    const { resources } = await loadFiles(files);

    expect(new Set([...resources.values()].map(({ policy }) => policy.adopt))).toEqual(
      new Set(["if-unowned"]),
    );
    expect(of(resources, "Function", "file_reader").policy).toMatchObject({
      deletion: "delete",
      deletionIfAdopted: "retain",
    });
  });

  it("yields to the original's environment variables", async () => {
    const overrides = { region: "us-east-1", roleName: "other", timeoutSeconds: 5 };

    const { resources, environments } = await loadFiles(files, { overrides });

    expect(environments.get("default")?.region).toBe("us-east-1");
    expect(of(resources, "Role", "other")).toBeDefined();
    expect(of(resources, "Function", "file_reader").spec.timeoutSeconds).toBe(5);
  });

  it("may leave everything empty, and defaults to the role lambda-execute and ten seconds", async () => {
    const empty = "general:\naws:\n  lambda_execution_role_name:\nlambdas:\nsubscriptions:\nworkflows:\n";
    const one = `aws:\n  lambda_execution_role_name:\nlambdas:\n  - {name: index, source: index.js, handler: handler, runtime: nodejs22.x}\n`;

    expect((await loadFiles({ "empty.cfg": empty })).resources.size).toBe(0);
    const { resources } = await loadFiles({ "one.cfg": one });
    expect(of(resources, "Function", "index").spec).toMatchObject({
      timeoutSeconds: 10,
      role: { key: "default/Role/lambda-execute" },
    });
  });

  it("shares a role with other files: what each of them needs", async () => {
    const second = wordCount
      .replaceAll("compute_word_count", "second")
      .replaceAll("FileUploaded", "SecondUploaded");

    const { resources, found } = await loadFiles({ ...files, "second.cfg": second });

    expect(found).toEqual([]);
    const role = of(resources, "Role", "lambda-execute");
    expect(role.owners).toEqual(["second.cfg", "word_count.cfg"]);
    const text = JSON.stringify(role.spec.inlinePolicies);
    expect(text).toContain("stream/SecondUploaded");
    expect(text).toContain("stream/FileUploaded");
    expect(text).toContain("track/second");
    expect(of(resources, "Function", "file_reader").owners).toEqual(["second.cfg", "word_count.cfg"]);
  });

  it("falls back to all streams when a shared role no longer fits into IAM's limit", async () => {
    const flow = (id: number) =>
      `aws: {lambda_execution_role_name: shared}\nlambdas: [{name: index, source: index.js, handler: handler, runtime: nodejs22.x}]\nsubscriptions:\n${Array.from({ length: 30 }, (_, event) => `  - {event: a-rather-long-event-name-${id}-${event}, subscribers: }\n`).join("")}`;
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, id) => [`f${id}.cfg`, flow(id)]));

    const { resources, found } = await loadFiles(many);

    expect(found).toEqual([]);
    expect(JSON.stringify(of(resources, "Role", "shared").spec.inlinePolicies)).toMatch(/stream\/\*"/);
  });

  it("means the same as the manifests it converts to, apart from owners and places", async () => {
    const folder = await createSourceFolder(files);
    try {
      const { manifests } = await convertSeedFile(`${folder.path}/word_count.cfg`, {});
      const seed = await folder.load();
      await folder.write({ "word_count.cfg": "", "converted.yaml": manifests ?? "" });
      const converted = await folder.load();

      const plain = (set: typeof seed.set) =>
        [...set.resources.values()].map(({ owners: _owners, source: _source, ...rest }) => rest);
      expect(converted.set.diagnostics).toEqual([]);
      expect(plain(converted.set)).toEqual(plain(seed.set));
      expect(converted.set.environments).toEqual(seed.set.environments);
      expect(converted.set.workflows.map(({ source: _source, ...rest }) => rest)).toEqual(
        seed.set.workflows.map(({ source: _source, ...rest }) => rest),
      );
    } finally {
      await folder.remove();
    }
  });

  it("is not converted while it has an error, nor is anything else", async () => {
    const folder = await createSourceFolder({
      "bad.cfg": "lambdas: []\nsubscriptions: [{event: A, subscribers: [nobody]}]\n",
      "flow.yaml": "apiVersion: xflow.dev/v1\nkind: Stream\nmetadata: {name: A}\n",
    });
    try {
      const bad = await convertSeedFile(`${folder.path}/bad.cfg`, { roleName: "x" });
      const other = await convertSeedFile(`${folder.path}/flow.yaml`, {});

      expect(bad.manifests).toBeUndefined();
      expect(bad.diagnostics.map(({ code }) => code)).toEqual(["DanglingReference"]);
      expect(other.diagnostics.map(({ code }) => code)).toEqual(["NotASeedFlow"]);
    } finally {
      await folder.remove();
    }
  });
});
