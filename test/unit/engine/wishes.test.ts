import { describe, expect, it } from "vitest";
import type { OperatorRequest, SuspendRequest } from "../../../src/core/operator-request.ts";
import { Wishes } from "../../../src/engine/wishes.ts";

const a = "default/Role/a";
const b = "default/Role/b";
const said = { at: "2026-01-01T00:00:00.000Z", by: "ann@desk" };
const nowMs = Date.parse(said.at);

function suspend(also: Partial<SuspendRequest> = {}): SuspendRequest {
  return { kind: "suspend", key: a, ...said, ...also };
}

function reconcile(token: string, keys: readonly (typeof a)[] | "all"): OperatorRequest {
  return { kind: "reconcile", token, keys, ...said };
}

describe("the wishes of operators", () => {
  it("tell which suspensions began and ended", () => {
    const wishes = new Wishes();

    expect(wishes.replace([suspend()], nowMs)).toEqual([a]);
    expect(wishes.replace([suspend()], nowMs)).toEqual([]);
    expect(wishes.suspensionOf(a)).toEqual(suspend());
    expect(wishes.replace([], nowMs)).toEqual([a]);
    expect(wishes.suspensionOf(a)).toBeUndefined();
  });

  it("tell of a suspension that was asked for anew", () => {
    const wishes = new Wishes();
    wishes.replace([suspend()], nowMs);

    expect(wishes.replace([suspend({ at: "2026-01-01T00:05:00.000Z" })], nowMs)).toEqual([a]);
  });

  it("hold a suspension until its time is over, and not a moment longer", () => {
    const wishes = new Wishes();
    const until = "2026-01-01T01:00:00.000Z";
    const request = suspend({ until });

    wishes.replace([request], Date.parse(until) - 1);
    expect(wishes.suspensionOf(a)).toEqual(request);

    expect(wishes.replace([request], Date.parse(until))).toEqual([a]);
    expect(wishes.suspensionOf(a)).toBeUndefined();
  });

  it("know the newest token for a key, in whatever order they are read", () => {
    const wishes = new Wishes();
    wishes.replace([reconcile("3", [b] as never), reconcile("1", "all"), reconcile("2", [a])], nowMs);

    expect(wishes.tokenFor(a)).toBe("2");
    expect(wishes.tokenFor(b)).toBe("3");
    expect(wishes.tokenFor("default/Role/c")).toBe("1");
  });

  it("keep approvals and what is to be forgotten apart", () => {
    const wishes = new Wishes();
    const approve: OperatorRequest = { kind: "approve", digest: "d", ...said };
    const forget: OperatorRequest = { kind: "forget", key: b, token: "t", ...said };
    expect([wishes.approvals, wishes.forgets, wishes.tokenFor(a)]).toEqual([[], [], undefined]);

    wishes.replace([forget, approve, suspend()], nowMs);

    expect([wishes.approvals, wishes.forgets]).toEqual([[approve], [forget]]);
  });
});
