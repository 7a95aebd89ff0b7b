import { describe, expect, it } from "vitest";
import { openCheckpoints } from "../../../../src/local/mapping/checkpoints.ts";
import { openStorage } from "../../../../src/local/storage.ts";

const AT_SEVEN = { sequenceNumber: "7", isDrained: false };

async function threeMappings() {
  const storage = await openStorage(undefined);
  const checkpoints = await openCheckpoints(storage);
  for (const mapping of ["a", "b", "c"]) {
    for (const shard of ["s-0", "s-1"]) await checkpoints.save(mapping, shard, AT_SEVEN);
  }
  return { storage, checkpoints };
}

describe("checkpoints", () => {
  it("ESM-17 are kept per mapping and shard, for a later run too", async () => {
    const { storage, checkpoints } = await threeMappings();
    await checkpoints.save("a", "s-1", { sequenceNumber: "8", isDrained: true });
    const later = await openCheckpoints(storage);

    expect(later.get("a", "s-0")).toEqual(AT_SEVEN);
    expect(later.get("a", "s-1")).toEqual({ sequenceNumber: "8", isDrained: true });
    expect(later.get("z", "s-0")).toBeUndefined();
  });

  it("ESM-38 are forgotten for one mapping alone", async () => {
    const { checkpoints } = await threeMappings();
    await checkpoints.forget("b");

    expect(["a", "b", "c"].map((mapping) => checkpoints.get(mapping, "s-1"))).toEqual([
      AT_SEVEN,
      undefined,
      AT_SEVEN,
    ]);
  });

  it("are cleared of mappings that no longer exist", async () => {
    const { checkpoints } = await threeMappings();
    await checkpoints.keepOnly(new Set(["c"]));

    expect(["a", "b", "c"].map((mapping) => checkpoints.get(mapping, "s-0"))).toEqual([
      undefined,
      undefined,
      AT_SEVEN,
    ]);
  });
});
