// Writes docs/manifests.md from schemas/, for `make schemas`; test/unit/build tells when to.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestReference } from "./manifest-reference.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const schema = JSON.parse(readFileSync(join(root, "schemas/xflow.v1.schema.json"), "utf8"));

writeFileSync(join(root, "docs/manifests.md"), manifestReference(schema));
