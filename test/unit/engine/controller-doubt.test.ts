import { describe, expect, it } from "vitest";
import { type Resource, type ResourceKey, resourceKey } from "../../../src/api/resource.ts";
import type { EnginePorts } from "../../../src/engine/ports.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { startFakeController, startSettled } from "../../support/fake-controller.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource } from "../../support/fake-resource.ts";
import { fakeRow } from "../../support/fake-row.ts";
import { type Behaviour, FakeWorld, newThing } from "../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const stream = fakeResource("Stream", "s");
const broken = {
  severity: "error" as const,
  code: "UnknownKey",
  message: "what is this",
  file: "role.yaml",
  line: 3,
  column: 1,
};

function setUp(behaviours: readonly (readonly [ResourceKey, Behaviour])[] = []) {
  const clock = new FakeClock();
  return { clock, world: new FakeWorld(clock, new Map(behaviours)) };
}

function held(world: FakeWorld, { key }: Resource, settings: readonly string[] = ["base"]): void {
  const thing = newThing("ours");
  for (const setting of settings) thing.settings.add(setting);
  world.things.set(key, thing);
}

describe("while the state table cannot be reached, a controller", () => {
  it("creates nothing, and does so once it can", async () => {
    const { clock, world } = setUp();
    await using started = await startFakeController({ world, clock });
    world.table.isDown = true;
    started.want([role]);
    await clock.advance(120_000);
    expect(world.calls).toEqual([]);
    expect(world.lists.length).toBeGreaterThan(1);

    world.table.isDown = false;
    await clock.advance(30_000);

    expect(started.controller.rows).toMatchObject([{ key: role.key, state: "present" }]);
  });

  it("deletes nothing", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);
    world.table.isDown = true;
    started.want([stream]);
    await clock.advance(120_000);
    expect(world.things.has(role.key)).toBe(true);

    world.table.isDown = false;
    await clock.advance(120_000);

    expect(world.things.has(role.key)).toBe(false);
  });

  it("tells its status once it can", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role]);
    world.table.isDown = true;
    started.lose();
    await clock.advance(1_000);
    expect(await world.table.controller()).toMatchObject({ source: { state: "ok" } });

    world.table.isDown = false;
    await clock.advance(60_000);

    expect(await world.table.controller()).toMatchObject({ source: { state: "missing" } });
  });
});

describe("a row that somebody else wrote meanwhile", () => {
  it("is read again before anything is written for it", async () => {
    const { clock, world } = setUp([[role.key, { settings: 1 }]]);
    await using started = await startSettled({ world, clock }, [role]);
    await world.table.touch(role.key, { labels: { by: "somebody else" } });
    world.things.get(role.key)?.settings.delete("early0");

    await clock.advance(70_000);

    expect(world.things.get(role.key)?.settings).toContain("early0");
    expect(started.controller.rows).toEqual(await world.table.rows());
  });
});

describe("while the lease is not renewed, a controller", () => {
  it("writes nothing, and looks on", async () => {
    const { clock, world } = setUp();
    let mayWrite = false;
    await using started = await startFakeController({ world, clock }, { gate: { mayWrite: () => mayWrite } });
    started.want([role]);
    await clock.advance(70_000);
    expect(world.calls).toEqual([]);
    expect(world.lists.length).toBeGreaterThan(1);

    mayWrite = true;
    await clock.advance(2_500);

    expect(world.calls.map(({ key }) => key)).toEqual([role.key]);
  });

  it("deletes nothing", async () => {
    const { clock, world } = setUp();
    let mayWrite = true;
    await using started = await startSettled({ world, clock }, [role, stream], {
      gate: { mayWrite: () => mayWrite },
    });
    mayWrite = false;
    started.want([stream]);
    await clock.advance(70_000);
    expect(world.things.has(role.key)).toBe(true);

    mayWrite = true;
    await clock.advance(2_500);

    expect(world.things.has(role.key)).toBe(false);
  });
});

describe("without its source, a controller", () => {
  it("deletes nothing, and goes on correcting what was declared last", async () => {
    const { clock, world } = setUp([[role.key, { settings: 1 }]]);
    await using started = await startSettled({ world, clock }, [role, stream]);

    started.lose("no such folder");
    world.things.get(role.key)?.settings.delete("early0");
    await clock.advance(120_000);

    expect(world.things.size).toBe(2);
    expect(world.things.get(role.key)?.settings).toContain("early0");
    expect(started.controller.status.source).toMatchObject({
      state: "missing",
      reason: "no such folder",
      revision: "r1",
    });
  });

  it("deletes nothing either if it never had one", async () => {
    const { clock, world } = setUp();
    await (await startSettled({ world, clock }, [role, stream])).stop();
    await using second = await startFakeController({ world, clock });

    second.lose();
    await clock.advance(120_000);

    expect(world.things.size).toBe(2);
    expect(second.controller.rows).toHaveLength(2);
    expect(second.controller.status.deletionBlock).toMatchObject({
      reason: "SourceMissing",
      approvable: false,
      keys: [role.key, stream.key],
    });
  });

  it("takes up again what was being deleted when it comes back", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);
    started.want([stream]);
    started.lose();
    await clock.advance(30_000);
    expect(world.things.has(role.key)).toBe(true);

    started.want([stream]);
    await clock.advance(10_000);

    expect(world.things.has(role.key)).toBe(false);
  });
});

describe("with a broken file, a controller", () => {
  it("deletes nothing until it is mended, and carries the others out", async () => {
    const { clock, world } = setUp();
    const added = fakeResource("LogGroup", "g");
    await using started = await startSettled({ world, clock }, [role, stream]);

    started.want([stream, added], { diagnostics: [broken] });
    await clock.advance(120_000);

    expect([...world.things.keys()].toSorted()).toEqual([added.key, role.key, stream.key]);
    expect(started.controller.status).toMatchObject({
      source: { state: "broken", errors: ["role.yaml:3:1 UnknownKey what is this"] },
      deletionBlock: { reason: "BrokenFile", keys: [role.key] },
    });

    started.want([stream, added]);
    await clock.advance(10_000);

    expect(world.things.has(role.key)).toBe(false);
    expect(started.controller.status).not.toHaveProperty("deletionBlock");
  });

  it("lets others rely on what the file declared before", async () => {
    const lambda = fakeResource("Function", "f");
    const { clock, world } = setUp([[lambda.key, { dependencies: [{ key: role.key, until: "ready" }] }]]);
    await using started = await startSettled({ world, clock }, [role]);

    started.want([lambda], { diagnostics: [broken] });
    await clock.advance(5_000);

    expect(world.things.has(lambda.key)).toBe(true);
  });
});

describe("with a table that is empty, a controller", () => {
  const old = fakeResource("Function", "old");

  it("finds again what is ours, and deletes nothing of it before all of it was looked at", async () => {
    const { clock, world } = setUp([[role.key, { settlingMs: 5_000 }]]);
    held(world, old);
    held(world, stream);
    await using started = await startFakeController({ world, clock });
    started.want([stream]);
    await clock.advance(0);
    expect(started.controller.rows.map(({ key }) => key)).toContain(old.key);
    expect(world.things.has(old.key)).toBe(true);

    await clock.advance(30_000);

    expect(started.controller.status).not.toHaveProperty("inventory");
    expect(world.things.has(old.key)).toBe(false);
    expect(world.things.has(stream.key)).toBe(true);
  });

  it("asks again for what could not be listed, and deletes nothing meanwhile", async () => {
    const { clock, world } = setUp();
    held(world, old);
    world.failingLists = 5;
    await using started = await startFakeController({ world, clock });
    started.want([stream]);
    await clock.advance(30_000);
    expect(started.controller.status.inventory).toBe("unknown");
    expect(world.things.has(old.key)).toBe(true);

    await clock.advance(60_000);

    expect(world.things.has(old.key)).toBe(false);
    expect(started.controller.status).not.toHaveProperty("inventory");
  });

  it("goes on where the one before stopped", async () => {
    const { clock, world } = setUp();
    held(world, old);
    const first = await startFakeController({ world, clock });
    first.want([stream]);
    await clock.advance(0);
    await first.stop();
    expect((await world.table.controller())?.inventory).toBe("unknown");
    await using second = await startFakeController({ world, clock });
    second.want([stream]);

    await clock.advance(30_000);

    expect(world.things.has(old.key)).toBe(false);
    expect(second.controller.status).not.toHaveProperty("inventory");
  });

  it("waits for a scan that saw everything before it believes what it found", async () => {
    const { clock, world } = setUp();
    held(world, old);
    const first = await startFakeController({ world, clock });
    first.want([stream]);
    await clock.advance(0);
    world.failingLists = 1;
    first.want([stream, role]);
    await clock.advance(30_000);
    await first.stop();
    expect(world.things.has(old.key)).toBe(true);
    expect((await world.table.controller())?.inventory).toBe("rebuilt");
    await using second = await startFakeController({ world, clock });
    second.want([stream, role]);

    await clock.advance(30_000);

    expect(world.things.has(old.key)).toBe(false);
  });

  it("tells of what carries our tag and cannot be understood", async () => {
    const { clock, world } = setUp();
    const ports = withKind(world.ports(), "Role", () => ({
      owned: async () => ({
        kind: "listed",
        items: [{ key: "what" as ResourceKey, arn: "arn:what", identity: { awsName: "what" } }],
      }),
    }));
    await using _started = await startSettled({ world, clock }, [stream], { ports });

    expect(world.table.events.map(({ reason }) => reason)).toContain("TagNotUnderstood");
  });
});

describe("an environment that cannot be reached", () => {
  const far: Resource = {
    ...role,
    key: resourceKey("far", "Role", "r"),
    environment: "far",
    awsName: "far-r",
  };

  const problem = { name: "far", reason: "RoleDenied", message: "the role cannot be assumed", since: "…" };

  /** Whether it can be reached is told with `set`. */
  function faraway(world: FakeWorld, isReachable: boolean) {
    const base = world.ports();
    let onChange: () => void = () => undefined;
    let down = isReachable ? [] : [problem];
    const ports: EnginePorts = {
      ...base,
      reach: {
        down: () => down,
        onChange: (listener) => {
          onChange = listener;
        },
      },
      targetOf: (environment) => {
        if (environment === "far" && down.length > 0) throw new Error(problem.message);
        return base.targetOf(environment);
      },
    };
    const set = (isUp: boolean) => {
      down = isUp ? [] : [problem];
      onChange();
    };
    return { ports, set };
  }

  it("holds what lives there, and nothing else, and says it of itself alone", async () => {
    const { clock, world } = setUp();
    const { ports } = faraway(world, false);
    await using started = await startSettled({ world, clock }, [far, role, stream], { ports });

    expect([...world.things.keys()].toSorted()).toEqual([role.key, stream.key]);
    expect(started.passes.filter(({ key }) => key === far.key).map(({ outcome }) => outcome)).toContain(
      "held",
    );
    expect(started.scans[0]?.result).toBe("error");
    expect(started.controller.status.environments).toEqual([problem]);
    expect(started.controller.status.source.errors).toEqual([]);
    expect(started.controller.rows.map(({ key }) => key).toSorted()).toEqual([role.key, stream.key]);
  });

  it("is told of once, and once more when it can be worked in again; then all goes on by itself", async () => {
    const { clock, world } = setUp();
    const { ports, set } = faraway(world, true);
    await using started = await startSettled({ world, clock }, [far, role], { ports });
    world.things.delete(far.key);
    set(false);
    await clock.advance(600_000);
    const rows = started.controller.rows.filter(({ key }) => key === far.key);

    set(true);
    await clock.advance(1_000);

    expect(rows[0]?.conditions.map(({ type }) => type)).toEqual(["Ready", "Synced"]);
    expect(rows[0]?.counters.failures).toBe(0);
    expect(world.things.has(far.key)).toBe(true);
    expect(started.controller.status.environments).toBeUndefined();
    const told = world.table.events.filter(({ key }) => key === undefined);
    expect(told.map(({ type, reason, message }) => [type, reason, message])).toEqual([
      ["Warning", "EnvironmentDown", "RoleDenied: environment far: the role cannot be assumed"],
      ["Normal", "EnvironmentUp", "environment far can be worked in again"],
    ]);
  });

  it("keeps everything from being deleted until it can be", async () => {
    const { clock, world } = setUp();
    const { ports, set } = faraway(world, true);
    await using started = await startSettled({ world, clock }, [far, role, stream], { ports });
    set(false);
    started.want([far, stream]);
    await clock.advance(120_000);
    expect(world.things.has(role.key)).toBe(true);
    expect(started.controller.status.deletionBlock).toMatchObject({
      reason: "ListUnknown",
      keys: [role.key],
    });

    set(true);
    await clock.advance(70_000);

    expect([...world.things.keys()].toSorted()).toEqual([stream.key, far.key].toSorted());
  });

  it("makes its resources as soon as it can be reached for the first time", async () => {
    const { clock, world } = setUp();
    const { ports, set } = faraway(world, false);
    await using started = await startSettled({ world, clock }, [far], { ports });
    set(true);

    await clock.advance(1_000);

    expect(world.things.has(far.key)).toBe(true);
    expect(started.controller.status.environments).toBeUndefined();
  });
});

describe("a list that fails", () => {
  it("keeps what nobody declares until all is seen again", async () => {
    const { clock, world } = setUp();
    await using started = await startSettled({ world, clock }, [role, stream]);
    world.failingLists = 1_000;
    await clock.advance(60_000);

    started.want([stream]);
    await clock.advance(10_000);
    expect(world.things.has(role.key)).toBe(true);
    expect(started.controller.status.deletionBlock).toMatchObject({ reason: "ListUnknown" });

    world.failingLists = 0;
    await clock.advance(120_000);

    expect(world.things.has(role.key)).toBe(false);
  });

  it("that fails once says nothing of the resources", async () => {
    const { clock, world } = setUp();
    await using _started = await startSettled({ world, clock }, [role]);
    world.table.writes = [];
    world.failingLists = 1;

    await clock.advance(70_000);

    expect(world.table.rowWrites).toEqual([]);
  });

  it("is told of the resources when it goes on failing", async () => {
    const { clock, world } = setUp();
    await world.table.seed(fakeRow("Role", "r"));
    await using started = await startFakeController({ world, clock });
    world.failingLists = 20;
    started.want([role]);

    await clock.advance(1_000);

    expect(started.controller.rows[0]?.conditions).toContainEqual(
      expect.objectContaining({ type: "Ready", status: "Unknown" }),
    );
  });
});
