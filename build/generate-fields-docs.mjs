// Writes docs/fields.md from dist/kinds and dist/flow, for `make schemas`; test/unit/build tells when to.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestFields } from "../dist/flow/manifest-fields.js";
import { fieldsOfKinds } from "../dist/kinds/fields.js";
import { fieldsReference } from "./fields-reference.mjs";

const docs = join(dirname(fileURLToPath(import.meta.url)), "../docs");

writeFileSync(join(docs, "fields.md"), fieldsReference(fieldsOfKinds, manifestFields));
