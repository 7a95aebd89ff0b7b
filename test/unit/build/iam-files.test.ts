import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { iamFiles, managedPolicyCharacters, placeholders } from "../../../build/iam-files.mjs";
import { generatedPolicies } from "../../../src/app/generated-policies.ts";
import { grantedPolicies, grantedRights } from "../../../src/app/granted-policies.ts";
import { loadInput } from "../../../src/app.ts";
import { repositoryRoot } from "../../support/xflow-process.ts";

const folder = join(repositoryRoot, "deploy/iam");

async function generated() {
  const { set } = await loadInput(join(repositoryRoot, "manifests/wordcount-manifests"), [], {});
  return iamFiles({
    grants: grantedRights,
    policies: grantedPolicies(placeholders),
    functions: generatedPolicies(set, placeholders),
    place: placeholders,
  });
}

describe("deploy/iam", () => {
  it("is what the declarations say; if not, run make iam", async () => {
    const files = await generated();
    const there = await readdir(folder, { recursive: true, withFileTypes: true });

    const names = there.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(names.sort()).toEqual(
      Object.keys(files)
        .map((name) => name.split("/").at(-1))
        .sort(),
    );
    for (const [name, text] of Object.entries(files)) {
      expect(await readFile(join(folder, name), "utf8")).toBe(text);
    }
  });

  it("has policies that fit into managed policies, with the longest names there are", () => {
    const place = {
      ...placeholders,
      partition: "aws-us-gov",
      region: "ap-southeast-2",
      namePrefix: "p".repeat(32),
      instance: "i".repeat(63),
      table: "t".repeat(255),
      boundaryName: "b".repeat(128),
    };

    const sizes = [...grantedPolicies(place).values()].map((policy) => JSON.stringify(policy).length);

    expect(Math.max(...sizes)).toBeLessThanOrEqual(managedPolicyCharacters);
  });

  it("shows the role of every function of the example, on that function's own streams and log group", async () => {
    const files = await generated();

    const reader = JSON.parse(files["functions/reader.json"] ?? "");

    expect(reader.Statement.map(({ Resource }: { Resource: readonly string[] }) => Resource)).toEqual([
      ["arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/reader:*"],
      ["arn:aws:kinesis:eu-west-1:111122223333:stream/FileUploaded"],
      ["*"],
      ["arn:aws:kinesis:eu-west-1:111122223333:stream/FileDownloaded"],
    ]);
  });
});
