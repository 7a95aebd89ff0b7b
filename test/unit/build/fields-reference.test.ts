import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fieldsReference } from "../../../build/fields-reference.mjs";
import { manifestFields } from "../../../src/flow/manifest-fields.ts";
import { fieldsOfKinds } from "../../../src/kinds/fields.ts";
import { repositoryRoot } from "../../support/xflow-process.ts";

describe("docs/fields.md", () => {
  it("says what the tables say; if not, run make schemas", async () => {
    const page = await readFile(join(repositoryRoot, "docs/fields.md"), "utf8");

    expect(page).toBe(fieldsReference(fieldsOfKinds, manifestFields));
  });
});
