// Writes schemas/*.json from dist/api, for `make schemas`; test/unit/api/json-schema.test.ts tells when to.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { editorSchemas } from "../dist/api/json-schema.js";

const schemas = join(dirname(fileURLToPath(import.meta.url)), "../schemas");

for (const [name, text] of Object.entries(editorSchemas())) writeFileSync(join(schemas, name), text);
