import {
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toZip } from "../../support/function-runs.ts";
import { functionZip, type ServedLambda, serveLambda } from "../../support/lambda-control-plane.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";

const otherZip = toZip({ "index.js": "exports.handler = async () => 2" });
const arn = "arn:aws:lambda:eu-west-3:000000000000:function:f";

let clock: ManualClock;
let aws: ServedLambda;

beforeEach(async () => {
  clock = createManualClock();
  aws = await serveLambda(clock);
});

afterEach(async () => {
  expect(aws.internalErrors).toEqual([]);
  await aws.stop();
});

const configure = (changes: object) =>
  aws.client.send(new UpdateFunctionConfigurationCommand({ FunctionName: "f", ...changes }));

describe("creating a function", () => {
  it("echoes every default, and goes from Pending to Active with a new revision", async () => {
    const created = await aws.create();
    const pending = await aws.get();
    clock.advance(1000);
    const active = await aws.get();

    expect(created).toMatchObject({
      FunctionName: "f",
      FunctionArn: arn,
      State: "Pending",
      StateReasonCode: "Creating",
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      EphemeralStorage: { Size: 512 },
      TracingConfig: { Mode: "PassThrough" },
      PackageType: "Zip",
      Architectures: ["x86_64"],
      SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/f" },
      CodeSize: functionZip.byteLength,
      Version: "$LATEST",
      LastModified: "2026-01-01T00:00:00.000+0000",
    });
    expect(created.Environment).toBeUndefined();
    expect(created.VpcConfig).toBeUndefined();
    expect(created.LastUpdateStatus).toBeUndefined();
    expect(pending.Configuration?.RevisionId).toBe(created.RevisionId);
    expect(active.Configuration).toMatchObject({ State: "Active", LastUpdateStatus: "Successful" });
    expect(active.Configuration?.RevisionId).not.toBe(created.RevisionId);
  });

  it("takes code from S3, by version too, and offers it for download", async () => {
    aws.objects.set("bucket/k/v1", functionZip);

    await aws.create({ Code: { S3Bucket: "bucket", S3Key: "k", S3ObjectVersion: "v1" } });

    const { Code: code } = await aws.get();
    const download = await fetch(code?.Location ?? "");
    expect(Buffer.from(await download.arrayBuffer())).toEqual(Buffer.from(functionZip));
  });

  it.each([
    { reason: "exists", changes: {}, error: "ResourceConflictException", text: "Function already exist" },
    {
      reason: "role",
      changes: { FunctionName: "g", Role: "arn:aws:iam::000000000000:role/other" },
      error: "InvalidParameterValueException",
      text: "cannot be assumed by Lambda",
    },
    { reason: "role", changes: { Role: "lambda" }, error: "ValidationException", text: "failed to satisfy" },
    {
      reason: "name",
      changes: { FunctionName: "a b" },
      error: "ValidationException",
      text: "failed to satisfy",
    },
    { reason: "time", changes: { Timeout: 901 }, error: "ValidationException", text: "failed to satisfy" },
    {
      reason: "memory",
      changes: { MemorySize: 127 },
      error: "ValidationException",
      text: "failed to satisfy",
    },
    {
      reason: "storage",
      changes: { EphemeralStorage: { Size: 1 } },
      error: "ValidationException",
      text: "'ephemeralStorage.size' failed to satisfy",
    },
    {
      reason: "handler",
      changes: { Handler: "a b" },
      error: "ValidationException",
      text: "failed to satisfy",
    },
    { reason: "dead runtime", changes: { Runtime: "nodejs14.x" as const }, text: "no longer supported" },
    {
      reason: "local runtime",
      changes: { Runtime: "java21" as const },
      text: "not supported by the embedded",
    },
    {
      reason: "no runtime",
      changes: { Runtime: "cobol" as never },
      error: "ValidationException",
      text: "enum",
    },
    { reason: "reserved", changes: { Environment: { Variables: { AWS_REGION: "x" } } }, text: "AWS_REGION" },
    {
      reason: "environment size",
      changes: { Environment: { Variables: { BIG: "x".repeat(4096) } } },
      text: "exceeded the 4KB limit",
    },
    {
      reason: "environment name",
      changes: { Environment: { Variables: { "1X": "x" } } },
      error: "ValidationException",
      text: "environment.variables",
    },
    {
      reason: "no zip",
      changes: { FunctionName: "g", Code: { ZipFile: Buffer.from("text") } },
      text: "Could not unzip uploaded file",
    },
    {
      reason: "S3",
      changes: { FunctionName: "g", Code: { S3Bucket: "bucket", S3Key: "none" } },
      text: "S3 Error Code: NoSuchKey",
    },
    { reason: "no code", changes: { FunctionName: "g", Code: {} }, text: "provide a source" },
    {
      reason: "layers",
      changes: { Layers: ["arn:aws:lambda:eu-west-3:000000000000:layer:l:1"] },
      text: "Layers is not supported",
    },
    { reason: "image", changes: { PackageType: "Image" as const }, text: "Image is not supported" },
    { reason: "versions", changes: { Publish: true }, text: "versions" },
    {
      reason: "unknown",
      changes: {
        CodeSigningConfigArn:
          "arn:aws:lambda:eu-west-3:000000000000:code-signing-config:csc-0123456789abcdef0",
      },
      text: "CodeSigningConfigArn is not supported",
    },
    {
      reason: "text levels",
      changes: { LoggingConfig: { ApplicationLogLevel: "WARN" as const } },
      text: "LogFormat",
    },
    { reason: "tags", changes: { Tags: { "aws:x": "1" } }, text: "tag key" },
  ])("refuses $changes", async ({ changes, error = "InvalidParameterValueException", text }) => {
    await aws.create({ FunctionName: "f" });

    const refused = aws.create({ FunctionName: "f", ...changes });

    await expect(refused).rejects.toMatchObject({ name: error, message: expect.stringContaining(text) });
  });

  it("accepts a deprecated runtime until its day", async () => {
    await aws.create({ Runtime: "nodejs20.x" });
    clock.advance(Date.UTC(2027, 1, 1) - clock.now());

    await expect(aws.create({ FunctionName: "g", Runtime: "nodejs20.x" })).rejects.toThrow(
      "no longer supported",
    );
  });
});

describe("updating a function", () => {
  it("changes only what is given, in two steps with a revision each", async () => {
    await aws.createActive({ Description: "d", Timeout: 9, Environment: { Variables: { AB: "1" } } });
    const before = await aws.get();
    const updating = await configure({ Timeout: 20, Environment: {} });
    clock.advance(500);
    const after = await aws.get();

    expect(updating).toMatchObject({
      Timeout: 20,
      State: "Active",
      LastUpdateStatus: "InProgress",
    });
    expect(after.Configuration).toMatchObject({
      Timeout: 20,
      Description: "d",
      Environment: { Variables: { AB: "1" } },
      LastUpdateStatus: "Successful",
    });
    const revisions = [before.Configuration, updating, after.Configuration].map((it) => it?.RevisionId);
    expect(new Set(revisions).size).toBe(3);
  });

  it("is an update, in two steps, even when it changes nothing", async () => {
    await aws.createActive();
    const before = await aws.get();
    const updating = await configure({ Timeout: 3 });
    clock.advance(500);
    const after = await aws.get();

    const revisions = [before.Configuration, updating, after.Configuration].map((read) => read?.RevisionId);
    expect(updating.LastUpdateStatus).toBe("InProgress");
    expect(new Set(revisions).size).toBe(3);
  });

  it("accepts the reset values of every field", async () => {
    await aws.createActive({
      Environment: { Variables: { AB: "1" } },
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "DEBUG", LogGroup: "/other" },
    });

    const reset = await configure({
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      EphemeralStorage: { Size: 512 },
      Environment: { Variables: {} },
      Layers: [],
      FileSystemConfigs: [],
      DeadLetterConfig: { TargetArn: "" },
      KMSKeyArn: "",
      TracingConfig: { Mode: "PassThrough" },
      SnapStart: { ApplyOn: "None" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/f" },
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      ImageConfig: {},
    });

    expect(reset.Environment).toEqual({ Variables: {} });
    expect(reset.VpcConfig).toEqual({
      SubnetIds: [],
      SecurityGroupIds: [],
      VpcId: "",
      Ipv6AllowedForDualStack: false,
    });
    expect(reset.LoggingConfig).toEqual({ LogFormat: "Text", LogGroup: "/aws/lambda/f" });
  });

  it("fills in the levels of JSON logging", async () => {
    await aws.createActive();

    const updated = await configure({ LoggingConfig: { LogFormat: "JSON" } });

    expect(updated.LoggingConfig).toEqual({
      LogFormat: "JSON",
      LogGroup: "/aws/lambda/f",
      ApplicationLogLevel: "INFO",
      SystemLogLevel: "INFO",
    });
  });

  it("is busy while Pending and while an update is in progress", async () => {
    await aws.create();
    await expect(configure({ Timeout: 4 })).rejects.toMatchObject({
      name: "ResourceConflictException",
      message: expect.stringContaining("currently in the following state: Pending"),
    });
    await expect(aws.client.send(new DeleteFunctionCommand({ FunctionName: "f" }))).rejects.toThrow(
      "Pending",
    );

    clock.advance(1000);
    await configure({ Timeout: 4 });

    await expect(
      aws.client.send(new UpdateFunctionCodeCommand({ FunctionName: "f", ZipFile: functionZip })),
    ).rejects.toThrow(`An update is in progress for resource: ${arn}`);
  });

  it("runs the old function until the update is over", async () => {
    await aws.createActive();
    await aws.client.send(new UpdateFunctionCodeCommand({ FunctionName: "f", ZipFile: otherZip }));
    const invoke = () => aws.lambda.functions.invoke(`${arn}:$LATEST`, "{}", new AbortController().signal);
    await invoke();
    clock.advance(500);
    await invoke();

    const [during, after] = aws.runs;
    expect(Buffer.from((await after?.fn.code.read()) ?? [])).toEqual(Buffer.from(otherZip));
    expect(during?.fn.code.sha256).not.toBe(after?.fn.code.sha256);
    expect(during?.fn.revision).not.toBe(after?.fn.revision);
  });

  it("changes code and architecture together, and only looks on a dry run", async () => {
    await aws.createActive();
    const before = await aws.get();
    const update = (changes: object) =>
      aws.client.send(new UpdateFunctionCodeCommand({ FunctionName: "f", ZipFile: otherZip, ...changes }));

    const dry = await update({ DryRun: true });
    const untouched = await aws.get();
    const updated = await update({ Architectures: ["arm64"] });

    expect(dry.CodeSha256).not.toBe(before.Configuration?.CodeSha256);
    expect(untouched.Configuration).toEqual(before.Configuration);
    expect(updated).toMatchObject({ CodeSha256: dry.CodeSha256, Architectures: ["arm64"] });
  });

  it("refuses a stale revision, a role it cannot assume, and a version to publish", async () => {
    await aws.createActive();

    await expect(configure({ RevisionId: "old" })).rejects.toMatchObject({
      name: "PreconditionFailedException",
      message: expect.stringContaining("does not match the latest Revision Id"),
    });
    await expect(configure({ Role: "arn:aws:iam::000000000000:role/x" })).rejects.toThrow(
      "cannot be assumed",
    );
    await expect(
      aws.client.send(
        new UpdateFunctionCodeCommand({ FunctionName: "f", ZipFile: functionZip, Publish: true }),
      ),
    ).rejects.toThrow("versions");
    await expect(
      aws.client.send(new UpdateFunctionCodeCommand({ FunctionName: "f", ImageUri: "i" })),
    ).rejects.toThrow("Please don't provide ImageUri when updating a function with packageType Zip.");
  });
});

describe("reading functions", () => {
  it("lists 50 at a time, without states and tags", async () => {
    const names = Array.from({ length: 52 }, (_, i) => `f${String(i).padStart(2, "0")}`);
    await Promise.all(names.map((name) => aws.create({ FunctionName: name, Tags: { a: "1" } })));

    const first = await aws.client.send(new ListFunctionsCommand({ MaxItems: 1000 }));
    const second = await aws.client.send(new ListFunctionsCommand({ Marker: first.NextMarker }));

    const listed = [...(first.Functions ?? []), ...(second.Functions ?? [])];
    expect(first.Functions).toHaveLength(50);
    expect(second.NextMarker).toBeUndefined();
    expect(listed.map((row) => row.FunctionName)).toEqual(names);
    expect(listed[0]).toHaveProperty("RevisionId");
    for (const absent of ["State", "LastUpdateStatus", "Tags"]) expect(listed[0]).not.toHaveProperty(absent);
    await expect(aws.client.send(new ListFunctionsCommand({ Marker: "?" }))).rejects.toThrow(
      "Invalid Marker",
    );
  });

  it("finds a function by name, partial and full ARN, and no version but $LATEST", async () => {
    await aws.create();
    const nameOf = async (name: string) => (await aws.get(name)).Configuration?.FunctionName;

    expect(await Promise.all(["f", "000000000000:function:f", arn, `${arn}:$LATEST`].map(nameOf))).toEqual(
      Array(4).fill("f"),
    );
    await expect(aws.get("f:1")).rejects.toThrow(`Function not found: ${arn}:1`);
    await expect(aws.get(arn.replace("eu-west-3", "us-east-1"))).rejects.toThrow(
      "not reachable in this region",
    );
    await expect(
      aws.client.send(new GetFunctionConfigurationCommand({ FunctionName: "none" })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException", $metadata: { httpStatusCode: 404 } });
  });

  it("says which version of the runtime it has, and the qualifier it was asked with", async () => {
    await aws.create();
    const plain = await aws.client.send(new GetFunctionConfigurationCommand({ FunctionName: "f" }));
    const qualified = await aws.client.send(
      new GetFunctionConfigurationCommand({ FunctionName: "f", Qualifier: "$LATEST" }),
    );
    const listed = await aws.client.send(new ListFunctionsCommand({}));

    expect(plain).toMatchObject({
      FunctionArn: arn,
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:eu-west-3::runtime:[0-9a-f]{64}$/),
      },
    });
    const versions = await aws.client.send(new ListFunctionsCommand({ FunctionVersion: "ALL" }));
    expect(qualified.FunctionArn).toBe(`${arn}:$LATEST`);
    expect(versions.Functions?.map(({ FunctionArn }) => FunctionArn)).toEqual([`${arn}:$LATEST`]);
    expect(listed.Functions?.[0]).not.toHaveProperty("RuntimeVersionConfig");
  });

  it("counts the account's usage", async () => {
    await aws.create();
    await aws.client.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "f", ReservedConcurrentExecutions: 100 }),
    );

    const settings = await aws.client.send(new GetAccountSettingsCommand({}));

    expect(settings.AccountLimit).toMatchObject({
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 900,
    });
    expect(settings.AccountUsage).toEqual({ FunctionCount: 1, TotalCodeSize: functionZip.byteLength });
  });
});
