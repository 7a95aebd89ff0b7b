import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifestReference } from "../../../build/manifest-reference.mjs";
import { repositoryRoot } from "../../support/xflow-process.ts";

const read = (file: string) => readFile(join(repositoryRoot, file), "utf8");

describe("docs/manifests.md", () => {
  it("says what the schemas say; if not, run make schemas", async () => {
    const schema = JSON.parse(await read("schemas/xflow.v1.schema.json"));

    expect(await read("docs/manifests.md")).toBe(manifestReference(schema));
  });
});
