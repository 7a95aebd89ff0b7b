import {
  GetFunctionCommand,
  UntagResourceCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { primitiveKinds } from "../../src/api/resource.ts";
import {
  costTag,
  type ForeignChange,
  foreignChanges,
  makeSurroundings,
  tagAll,
} from "../support/foreign-changes.ts";
import type { LiveController } from "../support/live-controller.ts";
import { keys, oneOfEach } from "../support/live-manifests.ts";
import { LiveWorld } from "../support/live-world.ts";

/** Nothing has more to read deeply than can be read in two scans. */
async function rotate(live: LiveController): Promise<void> {
  await live.scan();
  await live.scan();
}

/** So long what we wrote ourselves is believed over the tagging index. */
const indexLagMs = 120_000;

/** Changes that do not touch one another: the first of each kind, then the second, and so on. */
function rounds(changes: readonly ForeignChange[]): readonly (readonly ForeignChange[])[] {
  const byKind = primitiveKinds.map((kind) => changes.filter((change) => change.kind === kind));
  const longest = Math.max(...byKind.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) =>
    byKind.flatMap((each) => each.slice(index, index + 1)),
  );
}

/** A few of each kind, with what only a deep read shows; last, what keeps a resource busy for a moment. */
const chosen = foreignChanges
  .toReversed()
  .filter(({ kind, field }) =>
    [
      "Role.inlinePolicies",
      "LogGroup.retentionDays",
      "Stream.tags",
      "Stream.retentionHours",
      "Function.environment",
      "Function.reservedConcurrency",
      "Subscription.batchSize",
      "Subscription.tags",
    ].includes(`${kind}.${field}`),
  );

const fieldOf = (path: string) => path.split(".")[0];

describe("a controller, of what somebody else changes", () => {
  it("puts each field of each kind back with exactly the calls that takes, and says so", async () => {
    await using world = await LiveWorld.open(oneOfEach({ drift: "correct" }));
    await makeSurroundings(world.by);
    const live = await world.start();
    await tagAll(world.by);

    for (const round of rounds(foreignChanges)) {
      live.forgetPast();
      world.clock.skip(indexLagMs);
      for (const change of round) await change.make(world.by);
      if (round.some(({ isDeep }) => isDeep)) await rotate(live);
      else await live.scan();

      for (const { kind, field, calls } of round) {
        const corrected = live.events.filter(
          ({ key, reason }) => key === keys[kind] && reason === "DriftCorrected",
        );
        const paths = corrected.flatMap(({ changes = [] }) => changes.map(({ path }) => path));
        expect([kind, field, live.writesFor(keys[kind])]).toEqual([kind, field, calls]);
        expect([kind, [...new Set(paths.map(fieldOf))]]).toEqual([kind, [field]]);
        expect(live.row(keys[kind])).toMatchObject({ drift: [] });
      }
    }
    live.forgetPast();
    await rotate(live);
    expect(live.writes).toEqual([]);
    const { Tags } = await world.by.lambda.send(new GetFunctionCommand({ FunctionName: "counter" }));
    expect(Tags).toMatchObject({ [costTag.name]: costTag.value, team: "x", "xflow.dev/instance": "test" });
  });

  it("only reports it under the policy report: was, is and since when, until it is changed back", async () => {
    await using world = await LiveWorld.open(oneOfEach({ drift: "report" }));
    const live = await world.start();
    live.forgetPast();

    for (const change of chosen) await change.make(world.by);
    await rotate(live);

    expect(live.writes).toEqual([]);
    for (const kind of primitiveKinds) {
      const fields = chosen.filter((change) => change.kind === kind).map(({ field }) => field);
      const row = live.row(keys[kind]);
      expect(row?.drift.map(({ path }) => fieldOf(path)).sort()).toEqual([...fields].sort());
      expect(row?.conditions).toContainEqual(expect.objectContaining({ type: "Drifted", status: "True" }));
      expect(row?.conditions).toContainEqual(
        expect.objectContaining({ type: "Synced", status: "False", reason: "DriftReported" }),
      );
    }
    const since = expect.stringMatching(/^20.*Z$/);
    expect(live.row(keys.LogGroup)?.drift).toEqual([{ path: "retentionDays", was: 7, is: 1, since }]);
    expect(live.row(keys.Function)?.drift).toContainEqual({
      path: "environment.LEVEL",
      sensitive: true,
      since,
    });
    expect(JSON.stringify([live.rows, live.events])).not.toContain("theirs");

    const before = live.row(keys.LogGroup)?.drift;
    await rotate(live);
    expect(live.row(keys.LogGroup)?.drift).toEqual(before);
  });

  it("neither reports nor changes it under the policy ignore", async () => {
    await using world = await LiveWorld.open(oneOfEach({ drift: "ignore" }));
    const live = await world.start();
    live.forgetPast();

    for (const change of chosen) await change.make(world.by);
    await rotate(live);

    expect(live.writes).toEqual([]);
    expect(live.rows.map(({ drift }) => drift)).toEqual(live.rows.map(() => []));
    expect(live.events.filter(({ reason }) => reason.startsWith("Drift"))).toEqual([]);
  });

  it("leaves ignored fields alone and puts back those beside them", async () => {
    await using world = await LiveWorld.open(oneOfEach({ ignore: ["memoryMb"] }));
    const live = await world.start();
    live.forgetPast();

    const input = { FunctionName: "counter", MemorySize: 512, Timeout: 60 };
    await world.by.lambda.send(new UpdateFunctionConfigurationCommand(input));
    await live.scan();

    expect(live.writesFor(keys.Function)).toEqual(["lambda:UpdateFunctionConfiguration"]);
    const { Configuration } = await world.by.lambda.send(new GetFunctionCommand({ FunctionName: "counter" }));
    expect(Configuration).toMatchObject({ MemorySize: 512, Timeout: 3 });
  });

  it("puts its own tags back, by which it knows what is its own", async () => {
    await using world = await LiveWorld.open(oneOfEach());
    const live = await world.start();
    const { Configuration } = await world.by.lambda.send(new GetFunctionCommand({ FunctionName: "counter" }));
    live.forgetPast();

    world.clock.skip(indexLagMs);
    const Resource = Configuration?.FunctionArn;
    await world.by.lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["xflow.dev/resource"] }));
    await live.scan();

    expect(live.writes).toEqual(["lambda:TagResource"]);
    const { Tags } = await world.by.lambda.send(new GetFunctionCommand({ FunctionName: "counter" }));
    expect(Tags).toMatchObject({ "xflow.dev/resource": keys.Function });
  });

  it("notices a fight: after three corrections in ten minutes it rests longer and longer", async () => {
    await using world = await LiveWorld.open(oneOfEach());
    const live = await world.start();
    const [memory] = foreignChanges.filter(({ field }) => field === "memoryMb");
    live.forgetPast();

    const changeAndScan = async (times: number) => {
      for (let round = 0; round < times; round += 1) {
        await memory?.make(world.by);
        await live.scan();
      }
    };
    await changeAndScan(3);
    expect(live.writes).toHaveLength(3);
    expect(live.row(keys.Function)?.conditions).toContainEqual(
      expect.objectContaining({ type: "Flapping", status: "True" }),
    );
    expect(live.events.filter(({ reason }) => reason === "Flapping")).toHaveLength(1);

    // Rests of 2, 6, 18 and 54 s are over by the next scan; that of 162 s is not.
    await changeAndScan(5);
    expect(live.writes).toHaveLength(7);
    expect(live.row(keys.Function)?.drift).toEqual([expect.objectContaining({ path: "memoryMb", is: 512 })]);
    world.clock.skip(162_000);
    await world.until(() => live.writes.length === 8);
    await live.rest();

    world.clock.skip(601_000);
    await live.scan();
    expect(live.row(keys.Function)?.conditions.map(({ type }) => type)).not.toContain("Flapping");
    const found = await world.by.lambda.send(new GetFunctionCommand({ FunctionName: "counter" }));
    expect(found.Configuration).toMatchObject({ MemorySize: 128 });
  });
});
