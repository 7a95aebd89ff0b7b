import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { editorSchemas } from "../../../src/api/json-schema.ts";

const folder = join(import.meta.dirname, "../../../schemas");

describe("the JSON Schemas for editors", () => {
  it.each(Object.entries(editorSchemas()))("%s is what src/api says now (make schemas)", (name, text) => {
    expect(readFileSync(join(folder, name), "utf8") === text).toBe(true);
  });

  it("describe every kind, refuse unknown keys and show ranges", () => {
    const schema = JSON.parse(editorSchemas()["xflow.v1.schema.json"] ?? "");

    const kinds = schema.oneOf.map(
      (each: { properties: { kind: { const: string } } }) => each.properties.kind.const,
    );
    expect(kinds).toEqual([
      "Environment",
      "Function",
      "Stream",
      "Subscription",
      "Role",
      "LogGroup",
      "Workflow",
    ]);
    const spec = schema.oneOf[1].properties.spec;
    expect(spec.additionalProperties).toBe(false);
    expect(spec.properties.timeoutSeconds).toMatchObject({ type: "integer", minimum: 1, maximum: 900 });
  });
});
