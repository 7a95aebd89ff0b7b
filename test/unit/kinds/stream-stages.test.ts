import { describe, expect, it } from "vitest";
import type { StreamResource } from "../../../src/api/resource.ts";
import type { Observation } from "../../../src/core/observation.ts";
import type { Found } from "../../../src/core/plan-resource.ts";
import { makeStream, planContext } from "../../support/made-resources.ts";
import { planningKinds } from "../../support/planned-kinds.ts";
import { realise } from "../../support/realise.ts";

const { Stream } = planningKinds();
const context = planContext();

const capacities = [
  { mode: "provisioned", shards: 1 },
  { mode: "provisioned", shards: 8 },
  { mode: "onDemand" },
] as const;
const retentions = [24, 48] as const;
const keys = [undefined, "alias/aws/kinesis", "alias/mine"] as const;

const streams: readonly StreamResource[] = capacities.flatMap((capacity) =>
  retentions.flatMap((retentionHours) =>
    keys.map((key) =>
      makeStream({
        spec: { capacity, retentionHours, ...(key !== undefined && { encryptionKeyId: key }) },
      }),
    ),
  ),
);

const pairs = streams.flatMap((from, a) => streams.flatMap((to, b) => (a === b ? [] : [{ from, to }])));

/** In this order, whatever there is of them. */
const order = [
  "kinesis:UpdateStreamMode",
  "kinesis:UpdateShardCount",
  "kinesis:IncreaseStreamRetentionPeriod",
  "kinesis:DecreaseStreamRetentionPeriod",
  "kinesis:StartStreamEncryption",
  "kinesis:StopStreamEncryption",
];

/** Makes one stage after the other, planning anew in between, as after each ACTIVE. */
function play(stream: StreamResource, start: Observation<Found>) {
  const passes: string[][] = [];
  let found = start;
  for (;;) {
    const { steps } = Stream.plan(stream, found, context);
    const now = steps.filter(({ stage }) => stage === 0);
    if (now.length === 0) return { found, passes, left: steps };
    passes.push(now.map(({ call }) => call));
    found = realise(stream, found, now);
  }
}

const made = (stream: StreamResource) => play(stream, { kind: "absent" }).found;

describe("a stream that changes in several ways at once", () => {
  it("is planned whole: each call a stage of its own, mode, shards, retention, encryption", () => {
    for (const { from, to } of pairs) {
      const { steps } = Stream.plan(to, made(from), context);

      const places = steps.map(({ call }) => order.indexOf(call));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(steps.map(({ stage }) => stage)).toEqual(steps.map((_, index) => index));
    }
  });

  it("makes one call at a time, ACTIVE between, and exactly those planned", () => {
    for (const { from, to } of pairs) {
      const start = made(from);
      const planned = Stream.plan(to, start, context).steps.map(({ call }) => call);

      const { passes, left } = play(to, start);

      expect(left).toEqual([]);
      expect(passes.every(({ length }) => length === 1)).toBe(true);
      expect(passes.flat()).toEqual(planned);
    }
  });

  it("is in sync then, and at no moment before", () => {
    for (const { from, to } of pairs) {
      const { found } = play(to, made(from));

      expect(Stream.plan(to, found, context)).toMatchObject({ verdict: { kind: "in-sync" }, steps: [] });
      expect(Stream.plan(to, made(from), context).steps).not.toEqual([]);
    }
  });

  it("goes from one shard to eight by doubling, and back by halving", () => {
    const [one, , , , , , eight] = streams;
    if (one === undefined || eight === undefined) throw new Error("no such streams");
    const rungs = (from: StreamResource, to: StreamResource) =>
      Stream.plan(to, made(from), context).steps.map(({ action }) => (action as { shards: number }).shards);

    expect(rungs(one, eight)).toEqual([2, 4, 8]);
    expect(rungs(eight, one)).toEqual([4, 2, 1]);
  });
});
