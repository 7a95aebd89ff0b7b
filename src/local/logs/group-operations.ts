import { AwsError } from "../aws-error.ts";
import { type Members, readMembers, validationMessage } from "../members.ts";
import type { Call, Operation } from "../service.ts";
import { groupExists, invalidParameter, logsDialect } from "./errors.ts";
import type { GroupRow } from "./log-model.ts";
import { groupNameRule, kmsKeyRule } from "./log-names.ts";
import { groupOf, identifiedGroup, type LogsContext } from "./logs-context.ts";
import { checkTags } from "./tag-operations.ts";

/** Classes the embedded AWS honours. DELIVERY and ESSENTIALS have rules of their own. */
const supportedClasses = ["STANDARD", "INFREQUENT_ACCESS"];

/** Days. Rule: CloudWatch Logs API, PutRetentionPolicy. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function groupOperations(context: LogsContext): Record<string, Operation> {
  return {
    CreateLogGroup: createLogGroup(context),
    DeleteLogGroup: async (call) => {
      const group = groupOf(context, call, readMembers(call.input, ["logGroupName"], logsDialect));
      if (group.row.deletionProtected) {
        throw new AwsError(
          "ValidationException",
          "Cannot delete log group because deletion protection is enabled",
        );
      }
      await context.store.deleteGroup(group);
      return undefined;
    },
    PutLogGroupDeletionProtection: async (call) => {
      const known = ["logGroupIdentifier", "deletionProtectionEnabled"];
      const members = readMembers(call.input, known, logsDialect);
      const group = identifiedGroup(context, call, members);
      const deletionProtected = members.flag("deletionProtectionEnabled");
      if (deletionProtected === undefined) throw invalidParameter("deletionProtectionEnabled is required");
      await context.store.putGroup({ ...group.row, deletionProtected });
      return undefined;
    },
    PutRetentionPolicy: async (call) => {
      const members = readMembers(call.input, ["logGroupName", "retentionInDays"], logsDialect);
      const days = members.requiredInteger("retentionInDays");
      checkRetention(days);
      const group = groupOf(context, call, members);
      await context.store.putGroup({ ...group.row, retentionDays: days });
      return undefined;
    },
    DeleteRetentionPolicy: async (call) => {
      const group = groupOf(context, call, readMembers(call.input, ["logGroupName"], logsDialect));
      const { retentionDays: _, ...row } = group.row;
      await context.store.putGroup(row);
      return undefined;
    },
    AssociateKmsKey: async (call) => {
      const members = readMembers(call.input, ["logGroupName", "kmsKeyId"], logsDialect);
      const kmsKeyId = readKey(call, members) ?? members.requiredText("kmsKeyId");
      const group = groupOf(context, call, members);
      await context.store.putGroup({ ...group.row, kmsKeyId });
      return undefined;
    },
    DisassociateKmsKey: async (call) => {
      const group = groupOf(context, call, readMembers(call.input, ["logGroupName"], logsDialect));
      const { kmsKeyId: _, ...row } = group.row;
      await context.store.putGroup(row);
      return undefined;
    },
  };
}

function createLogGroup({ store, clock }: LogsContext): Operation {
  const known = ["logGroupName", "kmsKeyId", "tags", "logGroupClass", "deletionProtectionEnabled"];
  return async (call) => {
    const members = readMembers(call.input, known, logsDialect);
    const name = members.requiredText("logGroupName", groupNameRule);
    if (/^aws\//i.test(name)) throw invalidParameter("Log groups starting with AWS/ are reserved for AWS.");
    const tags = members.textMap("tags") ?? {};
    checkTags(tags);
    const kmsKeyId = readKey(call, members);
    const logGroupClass = members.text("logGroupClass", { oneOf: supportedClasses }) ?? "STANDARD";
    const deletionProtected = members.flag("deletionProtectionEnabled") ?? false;
    if (store.group(call.region, name) !== undefined) throw groupExists();
    const row: GroupRow = {
      region: call.region,
      name,
      createdAt: clock.now(),
      logGroupClass,
      tags,
      deletionProtected,
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    };
    await store.putGroup(row);
    return undefined;
  };
}

/** Keys are not looked up, but one of another region cannot be the right one. */
function readKey({ region }: Call, members: Members): string | undefined {
  const kmsKeyId = members.text("kmsKeyId", kmsKeyRule);
  if (kmsKeyId === undefined || kmsKeyId.split(":")[3] === region) return kmsKeyId;
  throw invalidParameter("The specified KMS Key Id could not be found.");
}

function checkRetention(days: number): void {
  if (retentionDays.includes(days)) return;
  const rule = `Member must satisfy enum value set: [${retentionDays.join(", ")}]`;
  throw invalidParameter(validationMessage(days, "retentionInDays", rule));
}
