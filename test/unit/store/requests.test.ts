import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import type { OperatorRequest } from "../../../src/core/operator-request.ts";
import { MalformedItemError } from "../../../src/store/item-error.ts";
import { createRequests, expiryMs, requestItem, requestOf } from "../../../src/store/requests.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { createMemoryItems } from "../../support/memory-items.ts";

const atMs = Date.UTC(2026, 0, 1);
const asked = { at: new Date(atMs).toISOString(), by: "ann@laptop" };
const key: ResourceKey = "default/Stream/Words";
const until = new Date(atMs + 90_500).toISOString();

describe("an operator's request", () => {
  it.each<[string, OperatorRequest, string, number | undefined]>([
    ["a day", { ...asked, kind: "reconcile", token: "t", keys: "all" }, "reconcile#t", 86_400],
    ["a day", { ...asked, kind: "forget", token: "t", key }, "forget#t", 86_400],
    ["an hour", { ...asked, kind: "approve", digest: "d" }, "approve#d", 3_600],
    ["ever", { ...asked, kind: "suspend", key }, `suspend#${key}`, undefined],
    ["as long as it says", { ...asked, kind: "suspend", key, until }, `suspend#${key}`, 91],
  ])("counts for %s: %j", (_, request, sk, seconds) => {
    const item = requestItem("i", request);

    expect(item).toMatchObject({ pk: "i#requests", sk });
    expect(item["expiresAt"]).toBe(seconds === undefined ? undefined : atMs / 1000 + seconds);
    expect(requestOf(item)).toEqual(request);
  });

  it("is over to the millisecond, however late the table deletes it", async () => {
    const items = createMemoryItems();
    const clock = new FakeClock(atMs);
    const requests = createRequests({ items, instance: "i", clock });
    const request = { ...asked, kind: "suspend", key, until } as const;
    await requests.writeRequest(request);

    await clock.advance(90_499);
    expect(await requests.listRequests()).toEqual([request]);
    await clock.advance(1);

    expect(expiryMs(request)).toBe(clock.now());
    expect(await requests.listRequests()).toEqual([]);
  });

  it("may name more resources than an item would hold in the open", () => {
    const keys = Array.from({ length: 10_000 }, (_, index): ResourceKey => `default/Function/f${index}`);
    const request = { ...asked, kind: "reconcile", token: "t", keys } as const;

    expect(requestOf(requestItem("i", request))).toEqual(request);
  });

  it("is refused when it lacks what it is about, and left alone when its kind is unknown", () => {
    const approve = requestItem("i", { ...asked, kind: "approve", digest: "d" });
    const reconcile = requestItem("i", { ...asked, kind: "reconcile", token: "t", keys: "all" });

    expect(() => requestOf({ ...approve, digest: 1 })).toThrow(MalformedItemError);
    expect(() => requestOf({ ...reconcile, keys: "some" })).toThrow(MalformedItemError);
    expect(requestOf({ ...approve, kind: "toString" })).toBeUndefined();
  });
});
