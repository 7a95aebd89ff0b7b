import { PutRetentionPolicyCommand, PutSubscriptionFilterCommand } from "@aws-sdk/client-cloudwatch-logs";
import { accountId, type FieldCase, type ManifestName, region, type Spec } from "./field-cases.ts";
import { roleArnOf, sinkArn } from "./field-surroundings.ts";
import type { ForeignChange } from "./foreign-changes.ts";

const logGroupName = "/aws/lambda/counter";
const groupKey = "default/LogGroup//aws/lambda/counter";
const key = (last: number) =>
  `arn:aws:kms:${region}:${accountId}:key/11111111-2222-3333-4444-55555555555${last}`;

export const retain = (retentionInDays: number, group = logGroupName): ForeignChange["make"] => {
  return ({ logs }) => logs.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays }));
};

const forward: ForeignChange["make"] = ({ logs }) => {
  const filter = { filterName: "xflow", filterPattern: "theirs", destinationArn: sinkArn };
  return logs.send(
    new PutSubscriptionFilterCommand({ logGroupName, ...filter, roleArn: roleArnOf("first") }),
  );
};

const routes = [
  { destinationArn: sinkArn, destinationRoleArn: roleArnOf("first"), filterPattern: "first" },
  { destinationArn: sinkArn, destinationRoleArn: roleArnOf("then") },
] as const;
const routeShows = [
  { filters: [{ destinationArn: sinkArn, roleArn: roleArnOf("first"), filterPattern: "first" }] },
  { filters: [{ destinationArn: sinkArn, roleArn: roleArnOf("then") }] },
] as const;

/** Retention and routing, wherever they are said. @param under where they stand in the spec */
function logging(
  manifest: ManifestName,
  prefix: string,
  under: (fields: Spec) => Spec,
): readonly FieldCase[] {
  return [
    {
      manifest,
      covers: [`${prefix}retentionDays`],
      field: "LogGroup.retentionDays",
      specs: [under({ retentionDays: 3 }), under({ retentionDays: 30 })],
      shows: [{ retentionInDays: 3 }, { retentionInDays: 30 }],
    },
    {
      manifest,
      covers: ["destinationArn", "destinationRoleArn", "filterPattern"].map((name) => `${prefix}${name}`),
      field: "LogGroup.destination",
      specs: [under(routes[0]), under(routes[1])],
      shows: routeShows,
      meddle: forward,
    },
  ];
}

export const logCases: readonly FieldCase[] = [
  ...logging("LogGroup", "", (fields) => fields).map((one) => ({ ...one, target: groupKey }) as const),
  {
    manifest: "LogGroup",
    covers: ["kmsKeyArn"],
    field: "LogGroup.kmsKeyArn",
    target: groupKey,
    specs: [{ kmsKeyArn: key(1) }, { kmsKeyArn: key(2) }],
    shows: [{ kmsKeyId: key(1) }, { kmsKeyId: key(2) }],
  },
  {
    manifest: "LogGroup",
    covers: ["tags"],
    field: "LogGroup.tags",
    target: groupKey,
    specs: [{ tags: { team: "x" } }, { tags: { team: "y" } }],
    shows: [{ tags: { team: "x" } }, { tags: { team: "y" } }],
  },
  ...logging("Function", "logging.", (fields) => ({ logging: fields })),
  ...logging("Environment", "defaults.logging.", (fields) => ({ defaults: { logging: fields } })),
];
