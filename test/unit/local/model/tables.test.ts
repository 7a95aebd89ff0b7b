import { describe, expect, it } from "vitest";
import { modelledServices } from "../../../../build/model-tables.mjs";
import { offeredOperations } from "../../../../src/local/gateway/offered-operations.ts";
import { exceptions } from "../../../../src/local/model/exceptions.ts";
import { createModels, MODELLED_SERVICES, toRegExp } from "../../../../src/local/model/models.ts";
import { createVirtualAws } from "../../../support/virtual-aws.ts";

const models = createModels();
const tables = MODELLED_SERVICES.flatMap((service) => models.of(service)?.table ?? []);

describe("the tables of AWS's models", () => {
  it("are those that are generated, all from one version of botocore", () => {
    expect(Object.keys(modelledServices).sort()).toEqual([...MODELLED_SERVICES]);
    expect(new Set(tables.map(({ botocore }) => botocore)).size).toBe(1);
  });

  it("have every operation that the embedded AWS offers, and no other", async () => {
    const aws = await createVirtualAws();
    const offered = aws.services.filter(({ name }) => models.of(name) !== undefined);

    expect(offered).toHaveLength(MODELLED_SERVICES.length);
    for (const service of offered) {
      const modelled = Object.keys(models.of(service.name)?.table.operations ?? {});
      expect(modelled).toEqual([...offeredOperations(service)].sort());
    }
    await aws.stop();
  });

  it("hold no pattern that JavaScript cannot apply", () => {
    for (const { shapes } of tables) {
      for (const { pattern = "" } of Object.values(shapes)) expect(() => toRegExp(pattern)).not.toThrow();
    }
  });

  it("name each shape that they refer to", () => {
    const bare = /^(string|integer|long|float|double|boolean|blob|timestamp)$/;
    for (const { shapes, service } of tables) {
      for (const shape of Object.values(shapes)) {
        const refs = Object.values("members" in shape ? shape.members : {}).map((member) =>
          typeof member === "string" ? member : member.shape,
        );
        const unknown = refs.filter((ref) => shapes[ref] === undefined && !bare.test(ref));
        expect({ service, unknown }).toEqual({ service, unknown: [] });
      }
    }
  });

  it.each(exceptions)("are not followed where AWS does otherwise: $service $shape", (exception) => {
    const model = models.of(exception.service);

    expect(model?.table.shapes[exception.shape]).toHaveProperty(exception.without);
    expect(model?.shape(exception.shape)).not.toHaveProperty(exception.without);
  });
});
