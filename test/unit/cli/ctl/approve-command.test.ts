import { describe, expect, it } from "vitest";
import { createCtlBench } from "../../../support/ctl-run.ts";
import { makeBlock, makeController, makeLeader, makeStatusRow } from "../../../support/status-rows.ts";

const block = makeBlock(["default/Role/runner", "prod/Stream/words"]);
const at = "2026-01-01T12:00:20.000Z";

function bench(deletionBlock: typeof block | undefined = block) {
  const made = createCtlBench();
  made.state.heldLease = makeLeader({ leaseMs: 60_000 });
  made.state.controllerRow = makeController(deletionBlock === undefined ? {} : { deletionBlock });
  return made;
}

describe("approve", () => {
  it("lists what waits, why, its digest, and how to let it go", async () => {
    const { run, out, state } = bench();

    expect(await run("approve")).toBe(0);

    expect(out().split("\n")).toEqual([
      "2 deletes wait (TooManyDeletes, for 20s): more than 10 at once",
      "  Role/runner",
      "  prod/Stream/words",
      `digest ${block.digest}`,
      "let exactly these 2 go: xflowctl approve 1f3a9c02b7de",
      "",
    ]);
    expect(state.written).toEqual([]);
  });

  it("says when a mistake cannot be approved away, or has been approved already", async () => {
    const missing = bench({ ...block, reason: "SourceMissing", approvable: false });
    await missing.run("approve");
    expect(missing.out()).toContain("cannot be approved: mend the cause\n");

    const approved = bench();
    approved.state.allRequests = [
      { kind: "approve", digest: block.digest, at: "2026-01-01T12:00:10.000Z", by: "bob@desk" },
    ];
    await approved.run("approve");
    expect(approved.out()).toContain("approved by bob@desk 10s ago; the controller has not acted yet\n");
  });

  it("says when nothing waits", async () => {
    const { run, out, state } = bench();
    state.controllerRow = undefined;

    expect(await run("approve")).toBe(0);
    expect(out()).toBe("no deletes wait\n");
  });

  it("approves exactly the list that waits, by the first digits of its digest", async () => {
    const { run, out, state } = bench();

    expect(await run("approve", "1F3A9C02")).toBe(0);

    expect(state.written).toEqual([{ kind: "approve", digest: block.digest, at, by: "ann@laptop" }]);
    expect(out()).toBe("approved 2 deletes, for one hour\n");
  });

  it.each([
    { typed: "1f3a9c0", name: "UsageError", message: "expected 8 to 64 hexadecimal digits" },
    { typed: "not-hexadecimal", name: "UsageError", message: "expected 8 to 64 hexadecimal digits" },
    {
      typed: "1f3a9c03",
      name: "InputError",
      message: "the list that waits now is 1f3a9c02b7de, not 1f3a9c03",
    },
  ])("refuses $typed", async ({ typed, name, message }) => {
    const { run, state } = bench();

    await expect(run("approve", typed)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    expect(state.written).toEqual([]);
  });

  it("refuses what is not approvable, and what does not wait", async () => {
    const missing = bench({
      ...block,
      reason: "SourceMissing",
      message: "no such folder",
      approvable: false,
    });
    const nothing = bench();
    nothing.state.controllerRow = makeController();

    await expect(missing.run("approve", "1f3a9c02")).rejects.toThrow(
      "1f3a9c02b7de cannot be approved (SourceMissing): no such folder",
    );
    await expect(nothing.run("approve", "1f3a9c02")).rejects.toThrow("there is nothing to approve");
    expect([...missing.state.written, ...nothing.state.written]).toEqual([]);
  });
});

describe("forget", () => {
  it("asks for one resource, in one environment", async () => {
    const { run, out, state } = bench();
    state.allRows = [
      makeStatusRow("Stream", "old", { state: "released" }),
      makeStatusRow("Stream", "old", { environment: "prod" }),
    ];

    await expect(run("forget", "st/old")).rejects.toThrow("in environments default, prod: say which with -e");
    expect(await run("forget", "st/old", "-e", "prod")).toBe(0);

    expect(state.written).toEqual([
      { kind: "forget", key: "prod/Stream/old", token: `${at}-beef`, at, by: "ann@laptop" },
    ]);
    expect(out()).toBe("forget requested: prod/Stream/old\n");
  });

  it("takes no kind alone", async () => {
    const { run } = bench();

    await expect(run("forget", "st")).rejects.toMatchObject({ name: "UsageError" });
  });
});
