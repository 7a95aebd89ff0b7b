import type { Dialect } from "../members.ts";

/** DynamoDB answers every kind of bad input with one code. */
export const DIALECT: Dialect = {
  invalid: "ValidationException",
  missing: "ValidationException",
  unsupported: "ValidationException",
};
