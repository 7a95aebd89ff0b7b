import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../src/local/access/decision.ts";
import { compilePolicy } from "../../src/local/access/policy.ts";

interface Statement {
  readonly Effect: string;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: object;
}

const actions = ["lambda:GetFunction", "lambda:CreateFunction", "logs:PutLogEvents"];
const resources = ["arn:aws:lambda:r:1:function:a", "arn:aws:lambda:r:1:function:b", "*"];
const keys = ["s3:prefix", "aws:userid"];

const condition = fc
  .tuple(
    fc.constantFrom(
      "StringEquals",
      "StringNotEquals",
      "StringLikeIfExists",
      "ForAllValues:StringEquals",
      "IpAddress",
    ),
    fc.constantFrom(...keys),
    fc.constantFrom("a", "b"),
  )
  .map(([operator, key, value]) => ({ Condition: { [operator]: { [key]: value } } }));
const statement: fc.Arbitrary<Statement> = fc
  .tuple(
    fc.constantFrom("Allow", "Deny"),
    fc.constantFrom("*", "lambda:*", "lambda:Get*", "logs:PutLogEvent?", ...actions),
    fc.constantFrom("*", "arn:aws:lambda:*", ...resources),
    fc.option(condition, { nil: {} }),
  )
  .map(([Effect, Action, Resource, conditions]) => ({ Effect, Action, Resource, ...conditions }));
const request = fc.record({
  action: fc.constantFrom(...actions),
  resource: fc.constantFrom(...resources),
  context: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom("a", "b")),
});

const toPolicy = (statements: readonly Statement[]) => [
  { name: "p", policy: compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements })) },
];
const isAllowed = (statements: readonly Statement[], asked: Parameters<typeof decide>[1]) =>
  decide({ identity: toPolicy(statements), boundary: undefined }, asked).allowed;

const statements = fc.array(statement, { maxLength: 6 });
const allowance = statement.map((one) => ({ ...one, Effect: "Allow" }));
const denial = statement.map((one) => ({ ...one, Effect: "Deny" }));

describe("deciding by policies", () => {
  it("denies what one statement denies, whatever the others allow", () => {
    fc.assert(
      fc.property(statements, request, (others, asked) => {
        const deny = { Effect: "Deny", Action: asked.action, Resource: "*" };

        expect(isAllowed([...others, deny], asked)).toBe(false);
      }),
    );
  });

  it("never takes anything away for one allowance more", () => {
    fc.assert(
      fc.property(statements, allowance, request, (others, more, asked) => {
        fc.pre(isAllowed(others, asked));

        expect(isAllowed([...others, more], asked)).toBe(true);
      }),
    );
  });

  it("never gives anything for one denial more", () => {
    fc.assert(
      fc.property(statements, denial, request, (others, more, asked) => {
        fc.pre(!isAllowed(others, asked));

        expect(isAllowed([...others, more], asked)).toBe(false);
      }),
    );
  });

  it("does not look at the order of statements, or at how they are spread over policies", () => {
    fc.assert(
      fc.property(statements, request, (all, asked) => {
        const identity = [...all].reverse().flatMap((one) => toPolicy([one]));

        expect(decide({ identity, boundary: undefined }, asked).allowed).toBe(isAllowed(all, asked));
      }),
    );
  });

  it("allows within a boundary what each of the two allows on its own, and no more", () => {
    fc.assert(
      fc.property(statements, statements, request, (own, bounds, asked) => {
        const both = decide({ identity: toPolicy(own), boundary: toPolicy(bounds) }, asked).allowed;

        expect(both).toBe(isAllowed(own, asked) && isAllowed(bounds, asked));
      }),
    );
  });
});
