import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  TagResourceCommand,
  TransactWriteItemsCommand,
  UntagResourceCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, it } from "vitest";
import { PortInUseError } from "../../src/local/gateway/port-in-use-error.ts";
import { createLocalAws, type LocalAws } from "../../src/local/local-aws.ts";
import type { LocalAwsOptions } from "../../src/local/options.ts";
import { StorageInUseError } from "../../src/local/storage.ts";
import { clientConfig } from "../support/gateway-server.ts";
import { withTempFolder } from "../support/temp-folder.ts";

const table: CreateTableCommandInput = {
  TableName: "xflow",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
};
const arn = "arn:aws:dynamodb:eu-west-3:000000000000:table/xflow";

describe("the embedded AWS", () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const aws = await createLocalAws({ port: 0, ...options });
    cleanups.push(() => aws.stop());
    return aws;
  }
  function use<Client extends { destroy(): void }>(client: Client): Client {
    cleanups.push(() => client.destroy());
    return client;
  }
  async function createTable(client: DynamoDBClient, more: Partial<CreateTableCommandInput> = {}) {
    await client.send(new CreateTableCommand({ ...table, ...more }));
    await expect
      .poll(
        async () => {
          const { Table } = await client.send(new DescribeTableCommand({ TableName: "xflow" }));
          return Table?.TableStatus;
        },
        { interval: 10 },
      )
      .toBe("ACTIVE");
  }

  it("names the fix when its port or its folder is taken, and frees both when stopped", async () => {
    await withTempFolder(async (folder) => {
      const first = await start({ folder });
      const port = Number(new URL(first.endpoint).port);

      await expect(createLocalAws({ port })).rejects.toThrow(PortInUseError);
      await expect(createLocalAws({ port })).rejects.toThrow(`port ${port} is taken`);
      await expect(createLocalAws({ port: 0, folder })).rejects.toThrow(StorageInUseError);
      await Promise.all([first.stop(), first.stop()]);
      const second = await start({ folder, port });

      expect(second.endpoint).toBe(first.endpoint);
      await second.stop();
    });
  });

  it("keeps tables, tags and time to live over a restart", async () => {
    await withTempFolder(async (folder) => {
      const first = await start({ folder });
      const before = use(new DynamoDBClient(clientConfig(first.endpoint)));
      await createTable(before, { Tags: [{ Key: "owner", Value: "me" }] });
      await before.send(
        new UpdateTimeToLiveCommand({
          TableName: "xflow",
          TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
        }),
      );
      await before.send(new PutItemCommand({ TableName: "xflow", Item: { pk: { S: "a" }, n: { N: "1" } } }));
      await first.stop();

      const second = await start({ folder });
      const after = use(new DynamoDBClient(clientConfig(second.endpoint)));

      const item = await after.send(new GetItemCommand({ TableName: "xflow", Key: { pk: { S: "a" } } }));
      expect(item.Item).toEqual({ pk: { S: "a" }, n: { N: "1" } });
      const tags = await after.send(new ListTagsOfResourceCommand({ ResourceArn: arn }));
      expect(tags.Tags).toEqual([{ Key: "owner", Value: "me" }]);
      const ttl = await after.send(new DescribeTimeToLiveCommand({ TableName: "xflow" }));
      expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" });
      await second.stop();
    });
  });

  it("returns the item that failed a condition, to put and update alike", async () => {
    const client = use(new DynamoDBClient(clientConfig((await start()).endpoint)));
    await createTable(client);
    await client.send(
      new PutItemCommand({ TableName: "xflow", Item: { pk: { S: "lease" }, holder: { S: "a" } } }),
    );
    const condition = {
      TableName: "xflow",
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } as const;

    const failures = await Promise.all([
      client
        .send(new PutItemCommand({ ...condition, Item: { pk: { S: "lease" } } }))
        .catch((error: unknown) => error),
      client
        .send(
          new UpdateItemCommand({
            ...condition,
            Key: { pk: { S: "lease" } },
            UpdateExpression: "SET holder = :b",
            ExpressionAttributeValues: { ":b": { S: "b" } },
          }),
        )
        .catch((error: unknown) => error),
    ]);

    for (const failure of failures) {
      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(failure).toMatchObject({ Item: { pk: { S: "lease" }, holder: { S: "a" } } });
    }
  });

  it("keeps regions apart and refuses what DynamoDB here does not do", async () => {
    const { endpoint } = await start();
    const client = use(new DynamoDBClient(clientConfig(endpoint)));
    const elsewhere = use(new DynamoDBClient({ ...clientConfig(endpoint), region: "us-east-1" }));
    await createTable(client);

    await createTable(elsewhere);
    await elsewhere.send(new DeleteTableCommand({ TableName: "xflow" }));
    const found = await client.send(new GetItemCommand({ TableName: "xflow", Key: { pk: { S: "a" } } }));
    expect(found.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);

    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: "the embedded AWS does not offer dynamodb TransactWriteItems",
    });
    const streaming = { StreamSpecification: { StreamEnabled: true } };
    await expect(createTable(client, streaming)).rejects.toMatchObject({ name: "ValidationException" });
    const nowhere = use(new DynamoDBClient({ ...clientConfig(endpoint), region: "up" }));
    await expect(createTable(nowhere, { TableName: "../x" })).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  it("lists a table's tags in the tagging API from its first tag on", async () => {
    const { endpoint } = await start();
    const client = use(new DynamoDBClient(clientConfig(endpoint)));
    const tagging = use(new ResourceGroupsTaggingAPIClient(clientConfig(endpoint)));
    const list = async () => {
      const found = await tagging.send(new GetResourcesCommand({ ResourceTypeFilters: ["dynamodb:table"] }));
      return found.ResourceTagMappingList;
    };
    await createTable(client);

    await client.send(new TagResourceCommand({ ResourceArn: arn, Tags: [{ Key: "a", Value: "1" }] }));
    expect(await list()).toEqual([{ ResourceARN: arn, Tags: [{ Key: "a", Value: "1" }] }]);
    await client.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ["a"] }));
    expect(await list()).toEqual([{ ResourceARN: arn, Tags: [] }]);
  });

  it("tells callers who they are", async () => {
    const client = use(new STSClient(clientConfig((await start({ accountId: "123456789012" })).endpoint)));

    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: "123456789012",
      Arn: "arn:aws:iam::123456789012:root",
    });
  });
});
