import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  GetPolicyCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStorage } from "../../../src/local/storage.ts";
import {
  functionInput,
  functionZip,
  type ServedLambda,
  serveLambda,
} from "../../support/lambda-control-plane.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";
import { withTempFolder } from "../../support/temp-folder.ts";

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

describe("what hangs on a function", () => {
  it("reserves concurrency, and keeps 100 for the rest", async () => {
    await aws.create();
    const put = (n: number) =>
      aws.client.send(
        new PutFunctionConcurrencyCommand({ FunctionName: "f", ReservedConcurrentExecutions: n }),
      );
    const read = async () =>
      (await aws.client.send(new GetFunctionConcurrencyCommand({ FunctionName: "f" })))
        .ReservedConcurrentExecutions;

    expect(await read()).toBeUndefined();
    await put(0);
    expect(await read()).toBe(0);
    expect((await aws.get()).Concurrency).toEqual({ ReservedConcurrentExecutions: 0 });
    await expect(put(901)).rejects.toThrow("below its minimum value of [100]");
    await aws.client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "f" }));
    expect((await aws.get()).Concurrency).toBeUndefined();
  });

  it("tags functions and mappings, moving the revision", async () => {
    const mapping =
      "arn:aws:lambda:eu-west-3:000000000000:event-source-mapping:14a56c5c-0000-4000-8000-000000000001";
    const { RevisionId: before } = await aws.create({ Tags: { a: "1" } });
    for (const Resource of [arn, mapping]) {
      await aws.client.send(new TagResourceCommand({ Resource, Tags: { b: "2", c: "3" } }));
      await aws.client.send(new UntagResourceCommand({ Resource, TagKeys: ["a", "b"] }));
      await aws.client.send(new UntagResourceCommand({ Resource, TagKeys: ["x"] }));
      const { Tags: tags } = await aws.client.send(new ListTagsCommand({ Resource }));
      expect(tags).toEqual({ c: "3" });
    }

    const { Tags: tags, Configuration: after } = await aws.get();
    expect(tags).toEqual({ c: "3" });
    expect(after?.RevisionId).not.toBe(before);
    expect([...aws.lambda.tags.tagged("eu-west-3")]).toEqual([{ arn, tags: { c: "3" }, wasTagged: true }]);
    await expect(
      aws.client.send(new TagResourceCommand({ Resource: `${arn}:1`, Tags: { a: "1" } })),
    ).rejects.toThrow("Tags on function aliases and versions are not supported");
    await expect(aws.client.send(new TagResourceCommand({ Resource: arn, Tags: {} }))).rejects.toThrow(
      "empty",
    );
  });

  it("keeps a policy of statements, moving the revision", async () => {
    const { RevisionId: before } = await aws.create();
    const add = (StatementId: string, Principal: string) =>
      aws.client.send(
        new AddPermissionCommand({
          FunctionName: "f",
          StatementId,
          Principal,
          Action: "lambda:InvokeFunction",
          SourceArn: "arn:aws:s3:::b",
        }),
      );
    const policy = async () => {
      const read = await aws.client.send(new GetPolicyCommand({ FunctionName: "f" }));
      return { ...read, statements: JSON.parse(read.Policy ?? "").Statement };
    };
    await expect(policy()).rejects.toThrow("No policy is associated");

    await add("one", "s3.amazonaws.com");
    await add("two", "111122223333");
    await expect(add("one", "*")).rejects.toThrow("The statement id (one) provided already exists");

    const { statements, RevisionId: after } = await policy();
    expect(statements).toEqual([
      {
        Sid: "one",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: arn,
        Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:s3:::b" } },
      },
      expect.objectContaining({ Principal: { AWS: "arn:aws:iam::111122223333:root" } }),
    ]);
    expect(after).not.toBe(before);
    const remove = (StatementId: string) =>
      aws.client.send(new RemovePermissionCommand({ FunctionName: "f", StatementId }));
    await remove("one");
    await expect(remove("one")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("keeps its policy below 20,480 characters", async () => {
    await aws.create();
    const add = (StatementId: string) =>
      aws.client.send(
        new AddPermissionCommand({
          FunctionName: "f",
          StatementId,
          Principal: "s3.amazonaws.com",
          Action: "lambda:InvokeFunction",
          SourceArn: `arn:aws:s3:::${"b".repeat(200)}`,
        }),
      );
    const adding = async () => {
      for (let count = 0; ; count += 1) await add(`s${count}`);
    };

    await expect(adding()).rejects.toMatchObject({
      name: "PolicyLengthExceededException",
      message: expect.stringMatching(/^The final policy size \(20\d{3}\) is bigger than the limit \(20480\)/),
    });
  });

  it("takes permissions, tags and reserved concurrency while it is Pending", async () => {
    await aws.create();
    const FunctionName = "f";
    await aws.client.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: "one",
        Principal: "s3.amazonaws.com",
        Action: "lambda:InvokeFunction",
      }),
    );
    await aws.client.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 1 }),
    );
    await aws.client.send(new TagResourceCommand({ Resource: arn, Tags: { a: "1" } }));

    expect(await aws.get()).toMatchObject({
      Configuration: { State: "Pending" },
      Concurrency: { ReservedConcurrentExecutions: 1 },
      Tags: { a: "1" },
    });
    await expect(aws.client.send(new DeleteFunctionCommand({ FunctionName }))).rejects.toThrow(
      "The function is currently in the following state: Pending",
    );
  });

  it("goes with it, and its sandboxes end", async () => {
    await aws.createActive();

    await aws.client.send(new DeleteFunctionCommand({ FunctionName: "f" }));

    await expect(aws.get()).rejects.toThrow("Function not found");
    expect(aws.retired).toEqual([arn]);
    await aws.createActive();
  });
});

describe("a restart", () => {
  it("keeps functions and their code, and goes on with their states", async () => {
    await withTempFolder(async (folder) => {
      const storage = await openStorage(undefined);
      const before = await serveLambda(clock, { storage, folder });
      await before.client.send(new CreateFunctionCommand(functionInput()));
      await before.stop();

      const after = await serveLambda(clock, { storage, folder });
      clock.advance(1000);
      await after.lambda.functions.invoke(arn, "{}", new AbortController().signal);

      const [run] = after.runs;
      expect(Buffer.from((await run?.fn.code.read()) ?? [])).toEqual(Buffer.from(functionZip));
      await after.stop();
    });
  });
});
