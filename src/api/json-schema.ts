import { z } from "zod";
import { manifestKinds } from "./manifest.ts";
import { seedFlow } from "./seed-flow.ts";

/** The JSON Schemas for editors, by file name in `schemas/`; from the schemas that validate. Draft 7, as editors want. */
export function editorSchemas(): Readonly<Record<string, string>> {
  return {
    "xflow.v1.schema.json": print("xflow.dev/v1 manifest", {
      oneOf: Object.values(manifestKinds).map((schema) => toJson(schema)),
    }),
    "seed-flow.schema.json": print("xflow seed flow file", toJson(seedFlow)),
  };
}

function toJson(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _version, ...json } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return json;
}

function print(title: string, json: Readonly<Record<string, unknown>>): string {
  const schema = { $schema: "http://json-schema.org/draft-07/schema#", title, ...json };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
