import type { ScalarType } from "./shape.ts";

/**
 * How an input arrives: `json` typed as in JSON, with blobs as base64; `query` all as text, an empty list as empty
 * text; `http` all as text, bodies apart; `sdk` as the JavaScript SDK takes it, with blobs as bytes and times as dates.
 */
export type InputForm = "json" | "query" | "http" | "sdk";

export type Read = { readonly value: unknown } | { readonly wrong: string };

/** A scalar as JavaScript has it, a blob as bytes; or what AWS's parsers say of another type's value. */
export function readScalar(type: ScalarType, value: unknown, asText: boolean): Read {
  if (Array.isArray(value)) return { wrong: "Start of list found where not expected" };
  switch (type) {
    case "string":
      return typeof value === "string" ? { value } : mismatch(value, "a String");
    case "boolean":
      return readBoolean(value, asText);
    case "blob":
      return readBlob(value);
    case "timestamp":
      return readTimestamp(value);
    default:
      return readNumber(type, value, asText);
  }
}

function readBoolean(value: unknown, asText: boolean): Read {
  if (typeof value === "boolean") return { value };
  const isWord = value === "true" || value === "false";
  return asText && isWord ? { value: value === "true" } : mismatch(value, "a Boolean");
}

function readBlob(value: unknown): Read {
  if (value instanceof Uint8Array) return { value };
  if (typeof value !== "string") return mismatch(value, "a Blob");
  return isBase64(value)
    ? { value: Buffer.from(value, "base64") }
    : { wrong: "Unable to convert a value that is not base64 to a Blob" };
}

const isBase64 = (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** Epoch seconds, or a date in writing. */
function readTimestamp(value: unknown): Read {
  if (value instanceof Date || (typeof value === "number" && Number.isFinite(value))) return { value };
  const isWritten =
    typeof value === "string" &&
    ((value.trim() !== "" && Number.isFinite(Number(value))) || !Number.isNaN(Date.parse(value)));
  return isWritten ? { value } : mismatch(value, "a Timestamp");
}

function readNumber(type: "integer" | "long" | "float" | "double", value: unknown, asText: boolean): Read {
  const number = asText && typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const whole = type === "integer" || type === "long";
  const fits = typeof number === "number" && (whole ? Number.isInteger(number) : Number.isFinite(number));
  return fits ? { value: number } : mismatch(value, whole ? "an Integer" : "a Double");
}

function mismatch(value: unknown, wanted: string): Read {
  if (typeof value === "object") return { wrong: "Start of structure or map found where not expected" };
  return { wrong: `${tokenOf(value)} can not be converted to ${wanted}` };
}

function tokenOf(value: unknown): string {
  if (value === true) return "TRUE_VALUE";
  if (value === false) return "FALSE_VALUE";
  if (typeof value === "string") return "STRING_VALUE";
  return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
}
