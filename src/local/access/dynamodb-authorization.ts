import { isObject } from "../members.ts";
import type { JsonObject } from "../service.ts";
import {
  type Authorization,
  anywhere,
  type CallToAuthorize,
  hasTags,
  type Need,
  type Needs,
  tagContext,
  tagKeyContext,
  textOf,
} from "./authorization.ts";
import { leadingKeys } from "./leading-keys.ts";

/** Rule: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB". */
export const dynamodbAuthorization: Authorization = {
  BatchGetItem: onItemsOfTables("dynamodb:BatchGetItem"),
  BatchWriteItem: onItemsOfTables("dynamodb:BatchWriteItem"),
  CreateTable: (call) => {
    const { Tags: tags } = call.input;
    const context = tagContext(tags);
    const resource = tableArn(call, tableName(call));
    return [
      { action: "dynamodb:CreateTable", resource, context },
      ...(hasTags(tags) ? [{ action: "dynamodb:TagResource", resource, context }] : []),
    ];
  },
  DeleteItem: onItems("dynamodb:DeleteItem"),
  DeleteTable: onTable("dynamodb:DeleteTable"),
  DescribeTable: onTable("dynamodb:DescribeTable"),
  DescribeTimeToLive: onTable("dynamodb:DescribeTimeToLive"),
  GetItem: onItems("dynamodb:GetItem"),
  ListTables: anywhere("dynamodb:ListTables"),
  ListTagsOfResource: onTagged("dynamodb:ListTagsOfResource", () => ({})),
  PutItem: onItems("dynamodb:PutItem"),
  Query: onItems("dynamodb:Query"),
  Scan: onItems("dynamodb:Scan"),
  TagResource: onTagged("dynamodb:TagResource", ({ input }) => tagContext(input["Tags"])),
  UntagResource: onTagged("dynamodb:UntagResource", ({ input }) => tagKeyContext(input["TagKeys"])),
  UpdateItem: onItems("dynamodb:UpdateItem"),
  UpdateTable: onTable("dynamodb:UpdateTable"),
  UpdateTimeToLive: onTable("dynamodb:UpdateTimeToLive"),
};

function onTable(action: string): Needs {
  return (call) => [{ action, resource: tableArn(call, tableName(call)) }];
}

function onTagged(action: string, contextOf: (call: CallToAuthorize) => NonNullable<Need["context"]>): Needs {
  return (call) => [{ action, resource: textOf(call.input, "ResourceArn") ?? "", context: contextOf(call) }];
}

/** What is read through an index is on the index. */
function onItems(action: string): Needs {
  return async (call) => {
    const index = textOf(call.input, "IndexName");
    const table = tableArn(call, tableName(call));
    return [
      itemNeed(
        action,
        index === undefined ? table : `${table}/index/${index}`,
        await keysOf(call, call.input),
      ),
    ];
  };
}

function onItemsOfTables(action: string): Needs {
  return async (call) => {
    const { RequestItems: tables } = call.input;
    const entries = Object.entries(isObject(tables) ? tables : {});
    return Promise.all(
      entries.map(async ([name, requests]) =>
        itemNeed(action, tableArn(call, name), await keysOf(call, { TableName: name, Requests: requests })),
      ),
    );
  };
}

function itemNeed(action: string, resource: string, keys: readonly string[] | undefined): Need {
  return { action, resource, context: { "dynamodb:LeadingKeys": keys } };
}

async function keysOf(
  { world, region }: CallToAuthorize,
  input: JsonObject,
): Promise<readonly string[] | undefined> {
  const partitionKey = await world.partitionKeyOf({
    region,
    tableName: nameOf(input),
    indexName: textOf(input, "IndexName"),
  });
  return partitionKey === undefined ? undefined : leadingKeys(input, partitionKey);
}

const tableName = ({ input }: CallToAuthorize) => nameOf(input);

const nameOf = (input: JsonObject) => (textOf(input, "TableName") ?? "").replace(/^arn:.*:table\//, "");

function tableArn({ region, accountId }: CallToAuthorize, name: string): string {
  return name.startsWith("arn:") ? name : `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
}
