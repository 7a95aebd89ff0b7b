import { expect } from "vitest";
import type { Scenario } from "../support/step.ts";

const TableName = "conformance";
const Key = { pk: { S: "a" } };
const ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/conformance";

export const dynamodb: Scenario = {
  service: "dynamodb",
  steps: [
    {
      operation: "CreateTable",
      input: {
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        Tags: [{ Key: "a", Value: "1" }],
      },
      check: (output) => expect(output["TableDescription"]).toMatchObject({ TableArn: ARN }),
    },
    {
      operation: "DescribeTable",
      input: { TableName },
      until: ({ Table }) => (Table as { TableStatus: string }).TableStatus === "ACTIVE",
    },
    { operation: "ListTables", check: (output) => expect(output["TableNames"]).toEqual([TableName]) },
    {
      operation: "UpdateTimeToLive",
      input: { TableName, TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true } },
    },
    {
      operation: "DescribeTimeToLive",
      input: { TableName },
      check: (output) =>
        expect(output["TimeToLiveDescription"]).toEqual({
          TimeToLiveStatus: "ENABLED",
          AttributeName: "expiresAt",
        }),
    },
    { operation: "TagResource", input: { ResourceArn: ARN, Tags: [{ Key: "b", Value: "2" }] } },
    { operation: "UntagResource", input: { ResourceArn: ARN, TagKeys: ["a"] } },
    {
      operation: "ListTagsOfResource",
      input: { ResourceArn: ARN },
      check: (output) => expect(output["Tags"]).toEqual([{ Key: "b", Value: "2" }]),
    },
    { operation: "PutItem", input: { TableName, Item: { ...Key, n: { N: "1" } } } },
    {
      operation: "PutItem",
      input: { TableName, Item: Key, ConditionExpression: "attribute_not_exists(pk)" },
      error: "ConditionalCheckFailedException",
    },
    {
      operation: "UpdateItem",
      input: {
        TableName,
        Key,
        UpdateExpression: "SET n = n + :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "UPDATED_NEW",
      },
      check: (output) => expect(output["Attributes"]).toEqual({ n: { N: "2" } }),
    },
    {
      operation: "GetItem",
      input: { TableName, Key, ConsistentRead: true },
      check: (output) => expect(output["Item"]).toEqual({ ...Key, n: { N: "2" } }),
    },
    {
      operation: "BatchWriteItem",
      input: { RequestItems: { [TableName]: [{ PutRequest: { Item: { pk: { S: "b" } } } }] } },
      check: (output) => expect(output["UnprocessedItems"]).toEqual({}),
    },
    {
      operation: "BatchGetItem",
      input: { RequestItems: { [TableName]: { Keys: [{ pk: { S: "b" } }] } } },
      check: (output) => expect(output["Responses"]).toEqual({ [TableName]: [{ pk: { S: "b" } }] }),
    },
    {
      operation: "Query",
      input: {
        TableName,
        KeyConditionExpression: "pk = :a",
        ExpressionAttributeValues: { ":a": { S: "a" } },
      },
      check: (output) => expect(output["Count"]).toBe(1),
    },
    {
      operation: "Scan",
      input: { TableName, ConsistentRead: true },
      check: (output) => expect(output["Count"]).toBe(2),
    },
    { operation: "DeleteItem", input: { TableName, Key } },
    {
      operation: "UpdateTable",
      input: {
        TableName,
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
    },
    {
      operation: "DescribeTable",
      input: { TableName },
      until: ({ Table }) => (Table as { TableStatus: string }).TableStatus === "ACTIVE",
    },
    { operation: "DeleteTable", input: { TableName } },
  ],
};
