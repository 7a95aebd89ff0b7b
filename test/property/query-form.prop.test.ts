import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQueryForm } from "../../src/local/gateway/query-form.ts";

/** As clients write it: lists with `member`, structures by name. */
function* toPairs(value: unknown, name: string): Generator<[string, string]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* toPairs(item, `${name}.member.${index + 1}`);
  } else if (typeof value === "object" && value !== null) {
    for (const [member, inner] of Object.entries(value)) {
      yield* toPairs(inner, name === "" ? member : `${name}.${member}`);
    }
  } else {
    yield [name, String(value)];
  }
}

const memberName = fc.stringMatching(/^[A-Z][a-zA-Z]{0,8}$/);
const { input } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.array(tie("value"), { minLength: 1, maxLength: 12 }),
    tie("structure"),
  ),
  structure: fc.dictionary(memberName, tie("value"), { minKeys: 1, maxKeys: 4 }),
  input: fc.dictionary(memberName, tie("value"), { maxKeys: 4 }).filter(isNoCommand),
}));

function isNoCommand(members: object): boolean {
  return !("Action" in members) && !("Version" in members);
}

describe("a query-protocol form", () => {
  it("is read back as what a client wrote, however nested", () => {
    fc.assert(
      fc.property(input, (members) => {
        const form = new URLSearchParams([...toPairs(members, ""), ["Action", "Test"]]);

        expect(parseQueryForm(new URLSearchParams(form.toString()))).toEqual({ ...(members as object) });
      }),
    );
  });
});
