import { AwsError } from "../aws-error.ts";
import type { JsonObject } from "../service.ts";
import { type DynaliteOperation, membersOf } from "./dynalite-actions.ts";

/** Members honoured although dynalite does not know them: by us, or because they ask for what is always so. */
const HONOURED: Partial<Record<DynaliteOperation, readonly string[]>> = {
  CreateTable: ["Tags"],
  DeleteItem: ["ReturnValuesOnConditionCheckFailure"],
  PutItem: ["ReturnValuesOnConditionCheckFailure"],
  Scan: ["ConsistentRead"],
  UpdateItem: ["ReturnValuesOnConditionCheckFailure"],
};

/** Members that may be sent with the value that changes nothing. */
const NEUTRAL: Readonly<Record<string, (value: unknown) => boolean>> = {
  DeletionProtectionEnabled: (value) => value === false,
  SSESpecification: (value) => (value as JsonObject)["Enabled"] === false,
  StreamSpecification: (value) => (value as JsonObject)["StreamEnabled"] === false,
  TableClass: (value) => value === "STANDARD",
};

/** dynalite drops members it does not know. @throws AwsError `ValidationException` instead */
export function refuseUnsupported(operation: DynaliteOperation, input: JsonObject): void {
  const known = [...membersOf(operation), ...(HONOURED[operation] ?? [])];
  for (const [member, value] of Object.entries(input)) {
    if (value === null || known.includes(member) || NEUTRAL[member]?.(value)) continue;
    throw new AwsError("ValidationException", `${member} is not supported by the embedded AWS`);
  }
}
