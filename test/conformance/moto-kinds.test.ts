import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Resource } from "../../src/api/resource.ts";
import {
  makeFunction,
  makeLogGroup,
  makeRole,
  makeStream,
  makeSubscription,
} from "../support/made-resources.ts";
import { type MotoServer, startMoto } from "../support/moto-server.ts";
import { callsOf, reach } from "../support/reached-kinds.ts";

const first: readonly Resource[] = [
  makeRole(),
  makeLogGroup({ spec: { retentionDays: 7 } }),
  // moto drops the tags of CreateStream: to a new process the stream looks like nobody's.
  makeStream({ spec: { tags: { team: "x" } }, policy: { adopt: "if-unowned" } }),
  makeFunction({ spec: { memoryMb: 256, environment: { LEVEL: "debug" } } }),
  makeSubscription({ spec: { batchSize: 10 } }),
];

const second: readonly Resource[] = [
  makeRole({ spec: { inlinePolicies: {}, tags: { team: "y" } } }),
  makeLogGroup(),
  makeStream({
    spec: { capacity: { mode: "provisioned", shards: 4 }, retentionHours: 48, tags: { team: "x" } },
    policy: { adopt: "if-unowned" },
  }),
  makeFunction({ spec: { description: "counts", tags: { team: "y" } } }),
  makeSubscription({ spec: { batchSize: 20 } }),
];

describe("every kind against moto, an emulator nobody here wrote", () => {
  let moto: MotoServer;

  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());

  it("is created, and in sync for the same process", async () => {
    using aws = await reach(moto.endpoint);

    const summary = await aws.run(first);

    expect(summary.failed).toEqual([]);
    expect(summary.ready).toHaveLength(first.length);
    expect(callsOf(await aws.plan(first))).toEqual({});
  });

  it("is in sync for the next process, once moto has been told the stream's tags", async () => {
    using aws = await reach(moto.endpoint);
    expect(callsOf(await aws.plan(first))).toEqual({
      "default/Stream/Words": ["kinesis:AddTagsToStream"],
    });
    await aws.run(first);

    using next = await reach(moto.endpoint);

    expect(callsOf(await next.plan(first))).toEqual({});
  });

  it("is changed with the calls that were shown, and in sync then", async () => {
    using aws = await reach(moto.endpoint);
    const shown = callsOf(await aws.plan(second));

    const summary = await aws.run(second);

    expect(shown).toEqual({
      "default/Role/runner": ["iam:DeleteRolePolicy", "iam:TagRole"],
      "default/LogGroup//aws/lambda/counter": ["logs:DeleteRetentionPolicy"],
      "default/Stream/Words": [
        "kinesis:UpdateShardCount",
        "kinesis:UpdateShardCount",
        "kinesis:IncreaseStreamRetentionPeriod",
      ],
      "default/Function/counter": ["lambda:TagResource", "lambda:UpdateFunctionConfiguration"],
      "default/Subscription/Words:counter": ["lambda:UpdateEventSourceMapping"],
    });
    expect(summary.ready).toHaveLength(second.length);
    using next = await reach(moto.endpoint);
    expect(callsOf(await next.plan(second))).toEqual({});
  });

  it("is refused to another instance", async () => {
    using theirs = await reach(moto.endpoint, { instance: "blue" });

    const plans = await theirs.plan(second);

    expect(callsOf(plans)).toEqual({});
    expect(plans.map(({ verdict }) => verdict.kind).sort()).toEqual([
      "refused",
      "refused",
      "refused",
      "refused",
      "use-as-is",
    ]);
  });
});
