import { describe, expect, it } from "vitest";
import { groupPrefixOf } from "../../../src/aws/fleet/log-groups.ts";
import { allPages } from "../../../src/aws/fleet/pages.ts";
import { createSharedList } from "../../../src/aws/fleet/shared-list.ts";
import { CallError } from "../../../src/core/call-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";

function failing(kind: "transient" | "throttled" | "conflict"): CallError {
  return new CallError("lambda:ListFunctions", { kind }, new Error("no"));
}

describe("a shared list", () => {
  it("is read once for all who ask meanwhile", async () => {
    let reads = 0;
    const list = createSharedList(new FakeClock(), async () => new Map([["read", ++reads]]));

    const all = await Promise.all([list.get(0), list.get(0), list.get(0)]);

    expect(new Set(all).size).toBe(1);
    expect(reads).toBe(1);
  });

  it("is read anew only for who needs it newer than it is", async () => {
    const clock = new FakeClock(1_000);
    let reads = 0;
    const list = createSharedList(clock, async () => new Map([["read", ++reads]]));

    await list.get(500);
    await clock.advance(100);
    await list.get(1_000);
    expect(reads).toBe(1);
    const newer = await list.get(1_001);

    expect(reads).toBe(2);
    expect(newer).toMatchObject({ kind: "listed", startedAtMs: 1_100 });
  });

  it("that failed is unknown to all until somebody needs it newer", async () => {
    const clock = new FakeClock(1_000);
    let reads = 0;
    const list = createSharedList<number>(clock, async () => {
      reads += 1;
      if (reads === 1) throw failing("transient");
      return new Map();
    });

    expect(await list.get(0)).toMatchObject({ kind: "unknown", disposition: { kind: "transient" } });
    expect((await list.get(1_000)).kind).toBe("unknown");
    await clock.advance(1);

    expect((await list.get(1_001)).kind).toBe("listed");
    expect(reads).toBe(2);
  });

  it("does not hide defects", async () => {
    const list = createSharedList(new FakeClock(), () => Promise.reject(new TypeError("defect")));

    await expect(list.get(0)).rejects.toThrow("defect");
  });
});

describe("pages", () => {
  const pages: Record<string, { items: number[]; next?: string }> = {
    "": { items: [1, 2], next: "b" },
    b: { items: [3], next: "c" },
    c: { items: [], next: "" },
  };
  const read = async (token = "") => ({ next: undefined, ...(pages[token] ?? { items: [] }) });

  it("are read to the last", async () => {
    expect(await allPages(new FakeClock(), "x:List", read)).toEqual([1, 2, 3]);
  });

  it("are asked for again when that may help, so that the ones before are not lost", async () => {
    const clock = new FakeClock();
    let failures = 2;
    const flaky = async (token?: string) => {
      if (token === "b" && failures-- > 0) throw failing(failures === 1 ? "throttled" : "transient");
      return read(token);
    };

    expect(await clock.drive(allPages(clock, "x:List", flaky))).toEqual([1, 2, 3]);
  });

  it.each(["transient", "conflict"] as const)("that go on failing (%s) fail the list", async (kind) => {
    const clock = new FakeClock();

    const reading = allPages(clock, "x:List", () => Promise.reject(failing(kind)));

    await expect(clock.drive(reading)).rejects.toThrow(CallError);
  });

  it("that come after themselves fail the list rather than never end", async () => {
    const reading = allPages(new FakeClock(), "x:List", async () => ({ items: [1], next: "same" }));

    await expect(reading).rejects.toThrow("the next page is the same page");
  });
});

describe("log group prefixes", () => {
  it.each([
    ["/aws/lambda/counter", "/aws/lambda/"],
    ["/xFlow/track/a", "/xFlow/track/"],
    ["plain", "plain"],
    ["/rooted", "/rooted"],
  ])("%s is listed by %s", (name, prefix) => {
    expect(groupPrefixOf(name)).toBe(prefix);
  });
});
