import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/api/diagnostic.ts";
import { Standing } from "../../../src/app/standing.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { type FakeController, startSettled } from "../../support/fake-controller.ts";
import { fakeResource, fakeSet } from "../../support/fake-resource.ts";
import { fakeRow } from "../../support/fake-row.ts";
import { FakeWorld } from "../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const since = "2026-01-01T00:00:00.000Z";
const found: Diagnostic = {
  severity: "error",
  code: "UnknownKey",
  message: "what is this",
  file: "a.yaml",
  line: 1,
  column: 1,
};

function setUp() {
  const clock = new FakeClock();
  const world = new FakeWorld(clock);
  return { clock, world, standing: new Standing(clock) };
}

async function leading(lead: (started: FakeController, setting: ReturnType<typeof setUp>) => Promise<void>) {
  const setting = setUp();
  await using started = await startSettled(setting, [role]);
  setting.standing.leads(started.controller, 7);
  await lead(started, setting);
}

describe("a process that stands by", () => {
  it("is ready once it has read its source and reached the table", () => {
    const { standing } = setUp();
    expect(standing.readiness()).toEqual([
      { name: "source", ok: false, reason: "not read yet" },
      { name: "table", ok: false, reason: "not reached yet" },
      { name: "leader", ok: false, isInformation: true },
    ]);

    standing.stored({ rows: [] });
    standing.read({ kind: "snapshot", set: fakeSet([]), since });

    expect(standing.readiness().map(({ name, ok }) => [name, ok])).toEqual([
      ["source", true],
      ["table", true],
      ["leader", false],
    ]);
  });

  it("says what it lacks", () => {
    const { standing } = setUp();
    standing.stored({ rows: [] });

    standing.read({ kind: "missing", reason: "no such folder" });
    standing.tableFailed(new Error("no route"));
    expect(standing.readiness().slice(0, 2)).toEqual([
      { name: "source", ok: false, reason: "no such folder" },
      { name: "table", ok: false, reason: "no route" },
    ]);

    standing.tableFailed("cut off");
    expect(standing.readiness()[1]).toEqual({ name: "table", ok: false, reason: "cut off" });

    standing.tableAnswered();
    expect(standing.readiness()[1]).toEqual({ name: "table", ok: true });
  });

  it("is alive however long it does nothing, and counts nothing of what others do", async () => {
    const { clock, standing } = setUp();
    standing.stored({ rows: [fakeRow("Role", "r")] });

    await clock.advance(86_400_000);

    expect(standing.isLive()).toEqual({ ok: true });
    expect(standing.rows).toHaveLength(1);
    expect(standing.scraped.rows()).toEqual([]);
    expect(standing.scraped.queueDepth()).toEqual({ urgent: 0, fresh: 0, resync: 0 });
    expect(standing.scraped.leadership()).toEqual({ isLeader: false, epoch: 0 });
    expect(standing.scraped.blockedDeletions()).toBe(0);
  });

  it("tells of its source", () => {
    const { standing } = setUp();
    const unread = { isUp: false, errors: 0, revisionSinceMs: undefined, revision: undefined };
    expect(standing.scraped.source()).toEqual({ ...unread, lastReadMs: undefined });

    standing.sourceStatus = () => ({ watching: "events", lastReadAtMs: 5_000 });
    const warning = { ...found, severity: "warning" as const };
    const set = fakeSet([], { revision: "r7", diagnostics: [found, warning] });
    standing.read({ kind: "snapshot", set, since });

    expect(standing.scraped.source()).toEqual({
      isUp: true,
      errors: 1,
      lastReadMs: 5_000,
      revisionSinceMs: Date.parse(since),
      revision: "r7",
    });
  });
});

describe("a process that leads", () => {
  it("tells what its controller holds", () =>
    leading(async (started, { clock, standing }) => {
      expect(standing.rows.map(({ key }) => key)).toEqual([role.key]);
      expect(standing.scraped.rows()).toEqual(started.controller.rows);
      expect(standing.scraped.leadership()).toEqual({ isLeader: true, epoch: 7 });
      expect(standing.readiness()[2]).toEqual({ name: "leader", ok: true, isInformation: true });

      started.want([], { diagnostics: [found] });
      await clock.advance(1_000);

      expect(standing.scraped.blockedDeletions()).toBe(1);
      expect(standing.scraped.queueDepth()).toEqual({ urgent: 0, fresh: 0, resync: 0 });
    }));

  it("tells of environments that cannot be worked in, and is ready all the same", async () => {
    const { clock, world, standing } = setUp();
    const status = { name: "prod", reason: "CredentialsExpired", message: "the session has ended", since };
    const reach = { down: () => [status], onChange: () => undefined };
    await using started = await startSettled({ world, clock }, [role], {
      ports: { ...world.ports(), reach },
    });
    expect(standing.scraped.environments()).toEqual([]);

    standing.leads(started.controller, 7);

    expect(standing.scraped.environments()).toEqual([
      { name: "default", isUp: true },
      { name: "prod", isUp: false },
    ]);
    expect(standing.readiness().slice(3)).toEqual([
      { name: "environment prod", ok: false, reason: "CredentialsExpired", isInformation: true },
    ]);

    standing.leadsNoMore();
    expect(standing.scraped.environments()).toEqual([]);
    expect(standing.readiness()).toHaveLength(3);
  });

  it("keeps the rows in mind once it leads no more", () =>
    leading(async (_started, { standing }) => {
      standing.leadsNoMore();

      expect(standing.rows.map(({ key }) => key)).toEqual([role.key]);
      expect(standing.scraped.rows()).toEqual([]);
      expect(standing.isLive()).toEqual({ ok: true });
    }));

  it("is alive while scans end", () =>
    leading(async (_started, { clock, standing }) => {
      await clock.advance(3_600_000);

      expect(standing.isLive()).toEqual({ ok: true });
    }));

  it("is stuck once no scan has ended for ten periods", () =>
    leading(async (started, { clock, standing }) => {
      await started.stop();
      await clock.advance(569_000);
      expect(standing.isLive()).toEqual({ ok: true });

      await clock.advance(31_000);

      expect(standing.isLive()).toEqual({ ok: false, reason: "no scan has ended for 600 s" });
    }));

  it("has ten minutes for its first scan, however short the period", async () => {
    const { clock, world, standing } = setUp();
    await using started = await startSettled({ world, clock }, [], { scanPeriodMs: 1_000 });
    await started.stop();
    await clock.advance(3_600_000);
    standing.leads(started.controller, 8);

    await clock.advance(599_999);
    expect(standing.isLive()).toEqual({ ok: true });

    await clock.advance(1);
    expect(standing.isLive().ok).toBe(false);
  });
});
