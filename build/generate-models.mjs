// Writes src/local/model/tables from the API models of the botocore that the conformance tests pin.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { botocoreFolder, modelledServices, modelTable } from "./model-tables.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const tables = join(root, "src/local/model/tables");
const botocore = botocoreFolder(join(root, ".venv"));

mkdirSync(tables, { recursive: true });
for (const service of Object.keys(modelledServices)) {
  writeFileSync(join(tables, `${service}.json`), modelTable(service, botocore));
}
