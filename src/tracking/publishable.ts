import { createHash } from "node:crypto";

/** Kinesis' default limit for one record's data and key together. */
const maxRecordBytes = 1_048_576;
const maxKeyCharacters = 256;

/** An event that Kinesis takes and the tracker will recognise. */
export interface Publishable {
  readonly data: Uint8Array;
  /** The execution id, so that one execution's events stay in order; a digest of it beyond 256 characters. */
  readonly partitionKey: string;
  readonly executionId: string;
}

/** The data could never be tracked, or Kinesis would refuse it. */
export class UnpublishableError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`cannot publish: ${reason}`, options);
    this.name = "UnpublishableError";
  }
}

/**
 * Checks an event before it is sent.
 * @param text a JSON object with an `execution_id`: a string that is not empty, or a number
 * @throws UnpublishableError naming what is wrong
 */
export function toPublishable(text: string): Publishable {
  const executionId = executionIdOf(parseObject(text));
  const data = new TextEncoder().encode(text);
  const partitionKey =
    [...executionId].length <= maxKeyCharacters
      ? executionId
      : createHash("sha256").update(executionId).digest("hex");
  const sizeBytes = data.byteLength + Buffer.byteLength(partitionKey);
  if (sizeBytes > maxRecordBytes) {
    throw new UnpublishableError(`the event has ${sizeBytes} bytes; Kinesis takes ${maxRecordBytes} at most`);
  }
  return { data, partitionKey, executionId };
}

function parseObject(text: string): { readonly [member: string]: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UnpublishableError(`the data is not JSON: ${why}`, { cause });
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new UnpublishableError('the data must be a JSON object such as {"execution_id": "ex1"}');
  }
  return value as { [member: string]: unknown };
}

function executionIdOf(event: { readonly [member: string]: unknown }): string {
  const id = event["execution_id"];
  if (typeof id === "number") return String(id);
  if (typeof id === "string" && id !== "") return id;
  throw new UnpublishableError(
    'the data has no "execution_id" (a string that is not empty): the tracker could not follow it',
  );
}
