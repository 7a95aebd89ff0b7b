import { createHash } from "node:crypto";
import { isObject, readMembers } from "../members.ts";
import type { JsonObject } from "../service.ts";
import { invalidParameter, sqsDialect } from "./errors.ts";

/** As sent and as given back; binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const maxAttributes = 10;
const dataTypeForm = /^(?:String|Number|Binary)(?:\..+)?$/;

/** @throws AwsError `InvalidParameterValue` */
export function readMessageAttributes(input: JsonObject): MessageAttributes {
  const entries = Object.entries(input).map(([name, value]) => [name, readAttribute(name, value)] as const);
  if (entries.length > maxAttributes) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`,
    );
  }
  return Object.fromEntries(entries);
}

function readAttribute(name: string, value: unknown): MessageAttribute {
  if (!isObject(value)) throw invalidParameter(`The message attribute '${name}' must be a structure.`);
  const members = readMembers(value, ["DataType", "StringValue", "BinaryValue"], sqsDialect);
  const DataType = members.requiredText("DataType");
  if (!dataTypeForm.test(DataType)) {
    throw invalidParameter(`The message attribute '${name}' has an invalid message attribute type.`);
  }
  if (DataType.startsWith("Binary")) {
    return { DataType, BinaryValue: members.requiredText("BinaryValue", { min: 1 }) };
  }
  return { DataType, StringValue: members.requiredText("StringValue", { min: 1 }) };
}

export const md5Of = (data: string | Buffer) => createHash("md5").update(data).digest("hex");

/**
 * The digest SDKs compare with their own.
 * @returns undefined when there is no attribute
 * Rule: SQS developer guide, "Calculating the MD5 message digest for message attributes".
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType, StringValue, BinaryValue } = attributes[name] ?? { DataType: "String" };
    const isBinary = BinaryValue !== undefined;
    const value = isBinary ? Buffer.from(BinaryValue, "base64") : Buffer.from(StringValue ?? "");
    return [
      withLength(Buffer.from(name)),
      withLength(Buffer.from(DataType)),
      Buffer.of(isBinary ? 2 : 1),
      withLength(value),
    ];
  });
  return md5Of(Buffer.concat(parts));
}

/** Bytes that count towards a message's size. */
export function attributesSizeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce((sum, [name, { DataType, StringValue, BinaryValue }]) => {
    const value = BinaryValue === undefined ? (StringValue ?? "") : Buffer.from(BinaryValue, "base64");
    return sum + Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(value);
  }, 0);
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}
