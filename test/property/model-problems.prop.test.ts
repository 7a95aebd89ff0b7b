import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createModels, MODELLED_SERVICES } from "../../src/local/model/models.ts";
import { problemsOf } from "../../src/local/model/problems.ts";
import { refusalOf } from "../../src/local/model/refusal.ts";
import type { JsonObject } from "../../src/local/service.ts";

const models = createModels();
const operations = MODELLED_SERVICES.flatMap((service) =>
  Object.keys(models.of(service)?.table.operations ?? {}).map((operation) => [service, operation] as const),
);

/** Members that the operation has, with values that need not fit. */
const callArbitrary = fc.constantFrom(...operations).chain(([service, operation]) => {
  const model = models.of(service);
  const shape = model?.shape(model.table.operations[operation] ?? "string");
  const names = shape?.type === "structure" ? Object.keys(shape.members) : [];
  const name = fc.oneof(fc.constantFrom("Unknown", ...names), fc.string({ minLength: 1 }));
  return fc.record({
    service: fc.constant(service),
    operation: fc.constant(operation),
    input: fc.dictionary(name, fc.jsonValue()) as fc.Arbitrary<JsonObject>,
    form: fc.constantFrom("json", "query", "http", "sdk" as const),
  });
});

describe("comparing requests with AWS's models", () => {
  it("has an answer for whatever comes, the same each time, and says where", () => {
    fc.assert(
      fc.property(callArbitrary, ({ service, operation, input, form }) => {
        const model = models.of(service);
        if (model === undefined) throw new Error(`no table of ${service}`);

        const problems = problemsOf(model, operation, input, form);
        const refusal = refusalOf(service, problems);

        expect(problemsOf(model, operation, input, form)).toEqual(problems);
        expect(problems.every(({ path, text }) => path !== "" && text !== "")).toBe(true);
        const isBad = problems.some(({ kind }) => kind !== "unknown");
        expect(refusal !== undefined).toBe(isBad && service !== "s3" && service !== "dynamodb");
      }),
      { numRuns: 1_000 },
    );
  });
});
