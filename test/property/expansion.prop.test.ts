import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { functionManifest, loadFiles, manifest, subscription } from "../support/desired-set.ts";

const documents = [
  manifest("Stream", "A"),
  manifest("Stream", "B", { encryption: {} }),
  manifest("Stream", "C"),
  manifest("Role", "shared"),
  functionManifest("f", { publishes: ["B"] }),
  functionManifest("g", { publishes: ["C"], role: "shared" }),
  subscription("A", "f"),
  subscription("B", "g"),
  subscription("B", "f", { onFailureArn: "arn:aws:sqs:eu-west-1:123456789012:failed" }),
  manifest("Workflow", "w", { flow: ["A", "B", "C"] }),
  manifest("LogGroup", "/app/audit", { retentionDays: 7 }),
].filter((each) => !each.includes('"B:f"'));

/** What is desired, apart from where it is written. */
async function desired(files: Readonly<Record<string, string>>) {
  const { resources, workflows, found, path } = await loadFiles(files);
  const placed = (value: object) => JSON.parse(JSON.stringify(value).replaceAll(path, "folder"));
  return {
    resources: [...resources.values()].map(({ source: _source, owners: _owners, ...rest }) => placed(rest)),
    workflows: workflows.map(({ source: _source, subscribers, ...rest }) => ({
      ...rest,
      subscribers: Object.entries(subscribers).map(([event, names]) => [event, names.toSorted()]),
    })),
    found,
  };
}

describe("expansion", () => {
  it("does not depend on the order of documents, nor on which file holds them", async () => {
    const expected = await desired({ "flow.yaml": documents.join("") });
    expect(expected.found).toEqual([]);
    const order = fc.shuffledSubarray(documents, {
      minLength: documents.length,
      maxLength: documents.length,
    });
    const placing = fc.array(fc.nat({ max: 2 }), {
      minLength: documents.length,
      maxLength: documents.length,
    });

    await fc.assert(
      fc.asyncProperty(order, placing, async (shuffled, places) => {
        const files: Record<string, string> = {};
        for (const [index, document] of shuffled.entries()) {
          const name = `${places[index] ?? 0}.yaml`;
          files[name] = (files[name] ?? "") + document;
        }
        expect(await desired(files)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("gives the same for the same files written down twice", async () => {
    const once = await desired({ "flow.yaml": documents.join("") });
    const twice = await desired({ "flow.yaml": documents.join(""), "again.yaml": documents.join("") });

    expect(twice).toEqual(once);
  });
});
