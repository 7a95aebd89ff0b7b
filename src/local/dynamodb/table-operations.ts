import { AwsError } from "../aws-error.ts";
import { readMembers } from "../members.ts";
import { untagged } from "../once-tagged.ts";
import type { Call, JsonObject, Operation } from "../service.ts";
import { DIALECT } from "./dialect.ts";
import type { RegionStore } from "./region-store.ts";
import { refuseUnsupported } from "./supported-members.ts";
import { type ExtrasByArn, NO_EXTRAS, type TableExtras } from "./table-extras.ts";
import { mergeTags, readTags, toTagList } from "./table-tags.ts";

export interface TableOperationsDeps {
  readonly extras: ExtrasByArn;
  storeOf(region: string): Promise<RegionStore>;
}

/** The operations dynalite lacks or has wrong: tags given at creation, tags read and written, time to live. */
export function tableOperations({ extras, storeOf }: TableOperationsDeps): Record<string, Operation> {
  const extrasOf = (arn: string): TableExtras => extras.get(arn) ?? NO_EXTRAS;
  return {
    CreateTable: async (call) => {
      refuseUnsupported("CreateTable", call.input);
      const list = readMembers({ Tags: call.input["Tags"] }, ["Tags"], DIALECT).objects("Tags");
      const tags = mergeTags({}, readTags(list ?? []));
      const store = await storeOf(call.region);
      const output = await store.exclusively(() => store.run("CreateTable", call.input));
      await extras.set(arnOf(output["TableDescription"]), { tags });
      return output;
    },
    DeleteTable: async (call) => {
      refuseUnsupported("DeleteTable", call.input);
      const store = await storeOf(call.region);
      const output = await store.exclusively(() => store.run("DeleteTable", call.input));
      await extras.delete(arnOf(output["TableDescription"]));
      return output;
    },
    TagResource: async (call) => {
      const members = readMembers(call.input, ["ResourceArn", "Tags"], DIALECT);
      const arn = await existingArn(storeOf, call, members.requiredText("ResourceArn"));
      const old = extrasOf(arn);
      await extras.set(arn, { ...old, tags: mergeTags(old.tags, readTags(members.objects("Tags") ?? [])) });
      return undefined;
    },
    UntagResource: async (call) => {
      const members = readMembers(call.input, ["ResourceArn", "TagKeys"], DIALECT);
      const arn = await existingArn(storeOf, call, members.requiredText("ResourceArn"));
      await extras.set(arn, untagged(extrasOf(arn), members.texts("TagKeys") ?? []));
      return undefined;
    },
    ListTagsOfResource: async (call) => {
      const members = readMembers(call.input, ["ResourceArn"], DIALECT);
      const arn = await existingArn(storeOf, call, members.requiredText("ResourceArn"));
      return { Tags: toTagList(extrasOf(arn).tags) };
    },
    DescribeTimeToLive: async (call) => {
      const members = readMembers(call.input, ["TableName"], DIALECT);
      const { ttlAttribute } = extrasOf(await describedArn(storeOf, call, members.requiredText("TableName")));
      return {
        TimeToLiveDescription:
          ttlAttribute === undefined
            ? { TimeToLiveStatus: "DISABLED" }
            : { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute },
      };
    },
    UpdateTimeToLive: async (call) => {
      const arn = await describedArn(storeOf, call, requiredTableName(call.input));
      const { attribute, enabled } = readTimeToLive(call.input);
      const { ttlAttribute, ...kept } = extrasOf(arn);
      if (enabled === (ttlAttribute !== undefined)) {
        throw new AwsError(
          "ValidationException",
          `TimeToLive is already ${enabled ? "enabled" : "disabled"}`,
        );
      }
      await extras.set(arn, enabled ? { ...kept, ttlAttribute: attribute } : kept);
      return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
    },
  };
}

function requiredTableName(input: JsonObject): string {
  return readMembers(input, ["TableName", "TimeToLiveSpecification"], DIALECT).requiredText("TableName");
}

function readTimeToLive(input: JsonObject): { readonly attribute: string; readonly enabled: boolean } {
  const specification = (input["TimeToLiveSpecification"] ?? {}) as JsonObject;
  const members = readMembers(specification, ["AttributeName", "Enabled"], DIALECT);
  return {
    attribute: members.requiredText("AttributeName", { min: 1, max: 255 }),
    enabled: members.flag("Enabled") ?? false,
  };
}

function arnOf(description: unknown): string {
  return String((description as JsonObject)["TableArn"]);
}

/** @throws AwsError `ResourceNotFoundException` */
async function describedArn(
  storeOf: TableOperationsDeps["storeOf"],
  call: Call,
  tableName: string,
): Promise<string> {
  const store = await storeOf(call.region);
  const { Table } = await store.run("DescribeTable", { TableName: tableName });
  return arnOf(Table);
}

/** @throws AwsError `ResourceNotFoundException`, `ValidationException` for what is no table's ARN here */
async function existingArn(
  storeOf: TableOperationsDeps["storeOf"],
  call: Call,
  arn: string,
): Promise<string> {
  const prefix = `arn:aws:dynamodb:${call.region}:${call.accountId}:table/`;
  const isTable = arn.startsWith(prefix) && !arn.slice(prefix.length).includes("/");
  if (!isTable) throw new AwsError("ValidationException", `Invalid TableArn: ${arn}`);
  return describedArn(storeOf, call, arn.slice(prefix.length));
}
