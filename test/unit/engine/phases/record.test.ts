import { describe, expect, it } from "vitest";
import { CallError, type Disposition } from "../../../../src/core/call-error.ts";
import { DependencyEdges } from "../../../../src/engine/dependency-edges.ts";
import { recordFailure } from "../../../../src/engine/phases/record.ts";
import { toWork } from "../../../../src/engine/ports.ts";
import { createRateLimiter } from "../../../../src/engine/rate-limiter.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { fakePass } from "../../../support/fake-pass.ts";
import { fakeResource } from "../../../support/fake-resource.ts";
import { FakeWorld } from "../../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const propagation = { kind: "propagation", reason: "RoleNotAssumable" } as const;

function setUp() {
  const clock = new FakeClock();
  const world = new FakeWorld(clock);
  const woken: string[] = [];
  const edges = new DependencyEdges((key) => woken.push(key));
  const deps = fakePass({ world, clock }, [role], { edges, limiter: createRateLimiter({ next: () => 0 }) });
  const fail = (disposition: Disposition) => {
    const error = new CallError("lambda:CreateFunction", disposition, new Error("no"));
    return recordFailure(deps, toWork(role, deps.ports), error, undefined);
  };
  return { clock, edges, woken, fail };
}

describe("a call that failed", () => {
  it("for what has not spread yet is overdue after five minutes of it", async () => {
    const { clock, fail } = setUp();
    expect(fail(propagation)).toMatchObject({ kind: "failed", disposition: propagation });

    await clock.advance(300_000);

    expect(fail(propagation)).toMatchObject({ disposition: { ...propagation, isOverdue: true } });
  });

  it("for who is calling holds the key, and is no failure of it", () => {
    const { fail } = setUp();

    expect(fail({ kind: "credentials", reason: "CredentialsExpired" })).toEqual({
      kind: "held",
      message: "lambda:CreateFunction: Error: no",
    });
  });

  it.each([
    { kind: "transient" },
    { kind: "dependency" },
    { kind: "quota", reason: "QuotaExceeded" },
    { kind: "auth", reason: "AccessDenied" },
    { kind: "terminal", reason: "InvalidSpec" },
  ] as const)("is told as it was classified: %j", (disposition) => {
    const { fail } = setUp();

    expect(fail(disposition)).toEqual({
      kind: "failed",
      disposition,
      message: "lambda:CreateFunction: Error: no",
    });
  });
});
