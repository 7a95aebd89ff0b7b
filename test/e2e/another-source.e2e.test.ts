import { describe, expect, it } from "vitest";
import { manifest } from "../support/desired-set.ts";
import { openReplicaWorld, until } from "../support/replica-world.ts";
import { runXflow } from "../support/xflow-process.ts";

describe("a controller after one-shot runs", () => {
  it("deletes nothing that was made by another source before somebody approves", async () => {
    await using world = await openReplicaWorld();
    const made = await world.source(manifest("Role", "made-by-hand"));
    const target = ["--local", "--endpoint-url", world.endpoint, "--instance", "x"];
    expect((await runXflow([made.path, "-c", ...target])).status).toBe(0);
    const other = await world.source(manifest("Role", "declared"));

    await world.start(other.path);

    await until(
      () => world.state.controller(),
      (row) =>
        expect(row).toMatchObject({
          trustedSource: made.path,
          deletionBlock: { reason: "OtherSource", keys: ["default/Role/made-by-hand"], approvable: true },
        }),
    );
  });
});
