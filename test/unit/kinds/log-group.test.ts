import type { LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import type { AwsAccess } from "../../../src/aws/access.ts";
import { createDeepReads } from "../../../src/aws/deep-reads.ts";
import type { Listing } from "../../../src/aws/fleet/shared-list.ts";
import { createOwnerTags } from "../../../src/aws/owner-tags.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { observeLogGroup } from "../../../src/kinds/log-group/observe.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { byKey, makeFunction, makeLogGroup, testTarget } from "../../support/made-resources.ts";

const group = makeLogGroup({ spec: { ofFunction: "default/Function/counter" } });

/** A group without an owner, and a function of its name that answers GetFunction so. */
function setUp(answer: object, functionsFail = false) {
  const clock: Clock = new FakeClock(1_000_000);
  const listOf = (...names: readonly string[]) => ({
    pages: () => 1,
    begunAtMs: () => undefined,
    get: async (): Promise<Listing<never>> => ({
      kind: "listed",
      startedAtMs: clock.now(),
      rows: new Map(names.map((name) => [name, {} as never])),
    }),
  });
  const failing = {
    pages: () => 1,
    begunAtMs: () => undefined,
    get: async (): Promise<Listing<never>> => ({
      kind: "unknown",
      startedAtMs: clock.now(),
      reason: "throttled",
      disposition: { kind: "throttled" },
    }),
  };
  const tagged = { main: listOf(), mappings: listOf() };
  const functions = functionsFail ? failing : listOf("counter");
  const tagless = async () => ({ tags: {} });
  const access = {
    target: testTarget,
    clock,
    clients: {
      lambda: async () => ({ send: async () => answer }) as unknown as LambdaClient,
      logs: async () => ({ send: tagless }),
    },
    call: (_: string, send: (options: object) => Promise<unknown>) => send({}),
    fleet: { functions, tagged, logGroups: () => listOf(group.awsName) },
    ownerTags: createOwnerTags({ clock, fleet: { tagged }, instance: testTarget.instance }),
  } as unknown as AwsAccess;
  const ports = { resources: byKey([group, makeFunction()]) };
  const forwarding = createDeepReads<never>({ now: () => 0 });
  return observeLogGroup({ access, ports, forwarding }, group, { newerThan: 0 });
}

describe("a log group that nobody owns", () => {
  it.each([
    { reason: "our function's", tags: { "xflow.dev/instance": testTarget.instance }, ours: true },
    { reason: "somebody else's", tags: { "xflow.dev/instance": "blue" }, ours: false },
    { reason: "of a function without an owner", tags: {}, ours: false },
  ])("is $reason", async ({ tags, ours }) => {
    expect(await setUp({ Tags: tags })).toMatchObject({ state: { isOfOurFunction: ours } });
  });

  it("is not decided on when the function's tags were left out, which is not the same as none", async () => {
    const observing = setUp({ TagsError: { ErrorCode: "AccessDenied", Message: "no lambda:ListTags" } });

    await expect(observing).rejects.toThrow("lambda:ListTags");
  });

  it("is not decided on while the functions cannot be listed", async () => {
    expect(await setUp({}, true)).toEqual({
      kind: "unknown",
      reason: "throttled",
      disposition: { kind: "throttled" },
    });
  });
});
