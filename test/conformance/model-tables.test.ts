import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { botocoreFolder, modelledServices, modelTable } from "../../build/model-tables.mjs";
import { repositoryRoot } from "../support/xflow-process.ts";

describe("the tables of AWS's API models", () => {
  it.each(Object.keys(modelledServices))(
    "say what botocore says of %s; if not, run make models",
    async (service) => {
      const table = await readFile(join(repositoryRoot, `src/local/model/tables/${service}.json`), "utf8");

      expect(table).toBe(modelTable(service, botocoreFolder(join(repositoryRoot, ".venv"))));
    },
  );
});
