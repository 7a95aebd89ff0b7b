import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatDiagnostic } from "../../../src/api/diagnostic.ts";
import { loadDesiredSet } from "../../../src/source/desired-set.ts";

const root = join(import.meta.dirname, "../../..");
const builtins = { tracker: join(root, "src/tracking/tracker") };
const nowMs = Date.UTC(2026, 10, 23);

function load(folder: string) {
  return loadDesiredSet({ path: join(root, "manifests", folder), builtins, nowMs });
}

function countByKind(resources: ReadonlyMap<string, { readonly kind: string }>) {
  const counts: Record<string, number> = {};
  for (const { kind } of resources.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe("the examples in manifests/", () => {
  it("expand the word count into one role, six functions, six streams, eleven mappings, seven log groups", async () => {
    const { set, ignored } = await load("wordcount");

    expect(set.diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(ignored).toEqual([]);
    expect(countByKind(set.resources)).toEqual({
      Role: 1,
      Function: 6,
      Stream: 6,
      Subscription: 11,
      LogGroup: 7,
    });
  });

  it.each(["wordcount-python", "wordcount-manifests"])("have no finding in %s", async (folder) => {
    const { set } = await load(folder);

    expect(set.diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(set.workflows.map(({ id }) => id)).toEqual(["compute_word_count"]);
  });
});
