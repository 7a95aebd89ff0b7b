import { describe, expect, it } from "vitest";
import type { TaggedResource } from "../../../../src/local/once-tagged.ts";
import type { JsonService } from "../../../../src/local/service.ts";
import { createTagIndex } from "../../../../src/local/tagging/tag-index.ts";
import { callerOf } from "../../../support/made-up-call.ts";
import { createManualClock } from "../../../support/manual-clock.ts";

const REGION = "us-east-1";

/** A service that holds names, all tagged, behind an index. */
function setUp(delayMs: number, held: readonly string[] = []) {
  const clock = createManualClock();
  const arns = new Set(held);
  const tagged = (): TaggedResource[] => [...arns].map((arn) => ({ arn, tags: { a: "1" } }));
  const index = createTagIndex({ sources: [{ tagged }], clock, delayMs });
  const service = index.watch({
    protocol: "json",
    name: "logs",
    targetPrefix: "Logs",
    jsonVersion: "1.1",
    operations: {
      CreateLogGroup: ({ input }) => {
        arns.add(String(input["name"]));
        return undefined;
      },
      DeleteLogGroup: ({ input }) => {
        arns.delete(String(input["name"]));
        return undefined;
      },
    },
  }) as JsonService;
  const call = callerOf(service);
  const seen = () => index.resourcesIn(REGION).map(({ arn }) => arn);
  return { clock, call, seen, index, arns };
}

describe("tag index", () => {
  it("without a delay is up to date", async () => {
    const { call, seen, clock } = setUp(0);
    await call("CreateLogGroup", { name: "a" });

    expect(seen()).toEqual(["a"]);
    expect(clock.pending).toBe(0);
  });

  it("shows what is made, and what is gone, after its delay", async () => {
    const { call, seen, clock } = setUp(1000, ["old"]);
    await call("CreateLogGroup", { name: "new" });
    await call("DeleteLogGroup", { name: "old" });

    expect(seen()).toEqual(["old"]);
    clock.advance(999);
    expect(seen()).toEqual(["old"]);
    clock.advance(1);
    expect(seen()).toEqual(["new"]);
  });

  it("is at rest when nothing changes, and sees what changes by itself after it was asked", async () => {
    const { call, seen, clock, arns } = setUp(1000);
    await call("CreateLogGroup", { name: "a" });
    clock.advance(1000);
    expect(clock.pending).toBe(0);
    arns.add("by itself");
    const asked = seen();
    clock.advance(1000);

    expect(asked).toEqual(["a"]);
    expect(seen()).toEqual(["a", "by itself"]);
  });

  it("has nothing due once it is stopped", async () => {
    const { call, index, clock } = setUp(1000);
    await call("CreateLogGroup", { name: "a" });
    index.stop();

    expect(clock.pending).toBe(0);
  });
});
