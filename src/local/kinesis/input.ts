import { AwsError } from "../aws-error.ts";
import type { JsonObject } from "../service.ts";

/**
 * Reads one member of a request.
 * @param path of the member as AWS writes it in messages, e.g. `records.1.member.data`
 * @throws AwsError SerializationException for a wrong type, ValidationException for a wrong value
 */
export type Reader<Value> = (value: unknown, path: string) => Value;

type Values<Readers> = {
  readonly [Name in keyof Readers]: Readers[Name] extends Reader<infer Value> ? Value : never;
};

/**
 * Reads a request's members.
 * @throws AwsError also for a member that has no reader: what is not honoured is refused, never ignored
 */
export function readMembers<Readers extends Readonly<Record<string, Reader<unknown>>>>(
  input: JsonObject,
  readers: Readers,
  parent = "",
): Values<Readers> {
  for (const name in input) {
    if (input[name] === null || input[name] === undefined || Object.hasOwn(readers, name)) continue;
    throw validationError(`${parent}${name} is not supported by the embedded Kinesis`);
  }
  const values: Record<string, unknown> = {};
  for (const name in readers) {
    values[name] = readers[name]?.(input[name], parent + name.charAt(0).toLowerCase() + name.slice(1));
  }
  return values as Values<Readers>;
}

export function optional<Value>(reader: Reader<Value>): Reader<Value | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : reader(value, path));
}

/** @param bounds lengths in characters, and a regular expression for the whole text */
export function text(bounds: { min?: number; max?: number; pattern?: string }): Reader<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern = "[^]*" } = bounds;
  const whole = new RegExp(`^(?:${pattern})$`, "u");
  return (value, path) => {
    if (typeof value !== "string") throw wrongType(value, path, "a string");
    if (value.length < min) throw violation(value, path, `have length greater than or equal to ${min}`);
    if (value.length > max) throw violation(value, path, `have length less than or equal to ${max}`);
    if (!whole.test(value)) throw violation(value, path, `satisfy regular expression pattern: ${pattern}`);
    return value;
  };
}

export function integer(min: number, max: number): Reader<number> {
  return (value, path) => {
    if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType(value, path, "an integer");
    if (value < min) throw violation(value, path, `have value greater than or equal to ${min}`);
    if (value > max) throw violation(value, path, `have value less than or equal to ${max}`);
    return value;
  };
}

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw wrongType(value, path, "a boolean");
  return value;
};

/** Epoch seconds on the wire. @returns epoch milliseconds */
export const timestamp: Reader<number> = (value, path) => {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrongType(value, path, "a timestamp");
  return Math.round(value * 1000);
};

/** @returns the base64 text as it came, checked to be base64; how long it may be is the stream's to say */
export const blob: Reader<string> = (value, path) => {
  if (typeof value !== "string") throw wrongType(value, path, "base64 text");
  if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    throw wrongType(value, path, "base64 text");
  return value;
};

export function oneOf<const Value extends string>(values: readonly Value[]): Reader<Value> {
  return (value, path) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw violation(value, path, `satisfy enum value set: [${values.join(", ")}]`);
    return found;
  };
}

export function listOf<Value>(
  reader: Reader<Value>,
  { min, max }: { min: number; max: number },
): Reader<readonly Value[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrongType(value, path, "a list");
    if (value.length < min) throw violation("[…]", path, `have length greater than or equal to ${min}`);
    if (value.length > max) throw violation("[…]", path, `have length less than or equal to ${max}`);
    return value.map((element, index) => reader(element, `${path}.${index + 1}.member`));
  };
}

export function mapOf(
  key: Reader<string>,
  value: Reader<string>,
  { min, max }: { min: number; max: number },
): Reader<Readonly<Record<string, string>>> {
  return (members, path) => {
    const entries = Object.entries(asObject(members, path));
    if (entries.length < min) throw violation("{…}", path, `have length greater than or equal to ${min}`);
    if (entries.length > max) throw violation("{…}", path, `have length less than or equal to ${max}`);
    return Object.fromEntries(
      entries.map(([name, member]) => [key(name, `${path}.key`), value(member, `${path}.${name}.member`)]),
    );
  };
}

export function structure<Readers extends Readonly<Record<string, Reader<unknown>>>>(
  readers: Readers,
): Reader<Values<Readers>> {
  return (value, path) => readMembers(asObject(value, path), readers, `${path}.`);
}

function asObject(value: unknown, path: string): JsonObject {
  if (!isObject(value)) throw wrongType(value, path, "a structure");
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function validationError(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** @param must completes "Member must …" */
export function violation(value: unknown, path: string, must: string): AwsError {
  const shown = value === null || value === undefined ? "null" : `'${String(value)}'`;
  return validationError(
    `1 validation error detected: Value ${shown} at '${path}' failed to satisfy constraint: Member must ${must}`,
  );
}

function wrongType(value: unknown, path: string, wanted: string): AwsError {
  if (value === undefined || value === null) return violation(null, path, "not be null");
  return new AwsError("SerializationException", `${path} is not ${wanted}`);
}
