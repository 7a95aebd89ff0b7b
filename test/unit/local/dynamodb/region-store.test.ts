import { afterEach, describe, expect, it, vi } from "vitest";
import { openRegionStore } from "../../../../src/local/dynamodb/region-store.ts";
import { withTempFolder } from "../../../support/temp-folder.ts";

const options = { accountId: "000000000000", tableMs: 60_000 };
const table = {
  TableName: "xflow",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
};

describe("a region's tables", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("are usable after a process died while one was being created", async () => {
    await withTempFolder(async (folder) => {
      vi.useFakeTimers({ toFake: ["setTimeout"] });
      const dying = await openRegionStore("us-east-1", { ...options, folder });
      await dying.run("CreateTable", table);
      const before = await dying.run("DescribeTable", { TableName: "xflow" });
      await dying.close();

      const next = await openRegionStore("us-east-1", { ...options, folder });
      const after = await next.run("DescribeTable", { TableName: "xflow" });

      expect(before["Table"]).toMatchObject({ TableStatus: "CREATING" });
      expect(after["Table"]).toMatchObject({
        TableStatus: "ACTIVE",
        TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/xflow",
      });
      await next.close();
    });
  });

  it("take exclusive tasks one after the other, whatever comes of them", async () => {
    const store = await openRegionStore("us-east-1", { ...options, folder: undefined });
    const order: string[] = [];

    const first = store.exclusively(async () => {
      await store.run("ListTables", {});
      order.push("first");
      throw new Error("failed");
    });
    const second = store.exclusively(async () => {
      order.push("second");
    });

    await expect(first).rejects.toThrow("failed");
    await second;
    expect(order).toEqual(["first", "second"]);
    await store.close();
  });

  it("are refused for a region whose name could leave the folder", async () => {
    await expect(openRegionStore("../../x", { ...options, folder: "/nonexistent" })).rejects.toMatchObject({
      code: "ValidationException",
    });
  });
});
