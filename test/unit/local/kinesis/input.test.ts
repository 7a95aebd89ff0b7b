import { describe, expect, it } from "vitest";
import {
  blob,
  flag,
  integer,
  listOf,
  mapOf,
  oneOf,
  optional,
  type Reader,
  readMembers,
  structure,
  text,
  timestamp,
} from "../../../../src/local/kinesis/input.ts";

const INVALID = "ValidationException";
const UNREADABLE = "SerializationException";

describe("request members", () => {
  const word = text({ min: 2, max: 4, pattern: "[a-z]*" });

  it.each<{ reason: string; reader: Reader<unknown>; value: unknown; code: string; message: string }>([
    {
      reason: "missing",
      reader: word,
      value: undefined,
      code: INVALID,
      message: "Value null at 'name' failed to satisfy constraint: Member must not be null",
    },
    {
      reason: "too short",
      reader: word,
      value: "a",
      code: INVALID,
      message:
        "Value 'a' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 2",
    },
    {
      reason: "too long",
      reader: word,
      value: "abcde",
      code: INVALID,
      message: "Member must have length less than or equal to 4",
    },
    {
      reason: "off the pattern",
      reader: word,
      value: "AB",
      code: INVALID,
      message: "Member must satisfy regular expression pattern: [a-z]*",
    },
    { reason: "no text", reader: word, value: 3, code: UNREADABLE, message: "name is not a string" },
    {
      reason: "no integer",
      reader: integer(1, 2),
      value: 1.5,
      code: UNREADABLE,
      message: "name is not an integer",
    },
    {
      reason: "too small",
      reader: integer(1, 2),
      value: 0,
      code: INVALID,
      message: "Member must have value greater than or equal to 1",
    },
    {
      reason: "too great",
      reader: integer(1, 2),
      value: 3,
      code: INVALID,
      message: "Member must have value less than or equal to 2",
    },
    { reason: "no boolean", reader: flag, value: "true", code: UNREADABLE, message: "name is not a boolean" },
    {
      reason: "no time",
      reader: timestamp,
      value: "now",
      code: UNREADABLE,
      message: "name is not a timestamp",
    },
    {
      reason: "no base64 text",
      reader: blob,
      value: "abc",
      code: UNREADABLE,
      message: "name is not base64 text",
    },
    {
      reason: "no choice",
      reader: oneOf(["A", "B"]),
      value: "C",
      code: INVALID,
      message: "Member must satisfy enum value set: [A, B]",
    },
    {
      reason: "no list",
      reader: listOf(word, { min: 0, max: 1 }),
      value: {},
      code: UNREADABLE,
      message: "name is not a list",
    },
    {
      reason: "a list too long",
      reader: listOf(word, { min: 0, max: 1 }),
      value: ["ab", "cd"],
      code: INVALID,
      message: "Member must have length less than or equal to 1",
    },
    {
      reason: "an empty list",
      reader: listOf(word, { min: 1, max: 1 }),
      value: [],
      code: INVALID,
      message: "Member must have length greater than or equal to 1",
    },
    {
      reason: "wrong within a list",
      reader: listOf(structure({ Word: word }), { min: 0, max: 2 }),
      value: [{ Word: "ab" }, { Word: "a" }],
      code: INVALID,
      message: "Value 'a' at 'name.2.member.word' failed",
    },
    {
      reason: "an empty map",
      reader: mapOf(word, word, { min: 1, max: 1 }),
      value: {},
      code: INVALID,
      message: "Member must have length greater than or equal to 1",
    },
    {
      reason: "a map too large",
      reader: mapOf(word, word, { min: 1, max: 1 }),
      value: { ab: "ab", cd: "cd" },
      code: INVALID,
      message: "Member must have length less than or equal to 1",
    },
    {
      reason: "no structure",
      reader: structure({}),
      value: [],
      code: UNREADABLE,
      message: "name is not a structure",
    },
  ])("are refused when they are $reason", ({ reader, value, code, message }) => {
    const read = () => readMembers({ Name: value }, { Name: reader });

    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  it("are refused when nothing reads them, unless they are null", () => {
    expect(() => readMembers({ Name: "ab", Other: 1 }, { Name: word })).toThrow(/^Other is not supported/);
    expect(readMembers({ Name: "ab", Other: null }, { Name: word })).toEqual({ Name: "ab" });
  });

  it("keep their values, times in milliseconds", () => {
    const readers = {
      Time: timestamp,
      Data: blob,
      Maybe: optional(word),
      Tags: mapOf(word, word, { min: 0, max: 9 }),
    };
    const input = { Time: 1.5, Data: "AAA=", Tags: { ab: "cd" } };

    expect(readMembers(input, readers)).toEqual({
      Time: 1500,
      Data: "AAA=",
      Maybe: undefined,
      Tags: { ab: "cd" },
    });
  });
});
