import { lutimes } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { census } from "../support/aws-census.ts";
import type { ProxiedCall } from "../support/aws-proxy.ts";
import { commitOf, createGitSync } from "../support/published-trees.ts";
import {
  counterCensus,
  counterFlow,
  openReplicaWorld,
  type ReplicaWorld,
  until,
} from "../support/replica-world.ts";
import { wordCountCensus, wordCountPath } from "../support/word-count.ts";

const leaseMs = 5_000;
const shortLease = ["--lease", "5s"];

const isMapping = ({ operation }: ProxiedCall) =>
  operation.startsWith("POST") && operation.includes("event-source-mappings");

/** Everything declared is usable, says the table. */
async function isReady({ state }: ReplicaWorld, count: number): Promise<boolean> {
  const rows = await state.rows();
  const isTrue = (type: string) => (row: (typeof rows)[number]) =>
    row.conditions.some((each) => each.type === type && each.status === "True");
  return rows.length === count && rows.every(isTrue("Ready")) && rows.every(isTrue("Synced"));
}

describe.concurrent("a standby", () => {
  it("goes on at once with what a leader on the same machine was killed in the middle of", async () => {
    await using world = await openReplicaWorld();
    const one = await world.start(wordCountPath);
    const inTheMiddle = one.aws.next(isMapping);
    await one.replica.hears("leading");
    const two = await world.start(wordCountPath);
    await two.replica.hears("standing by", ({ pid }) => pid === one.replica.pid);
    await inTheMiddle;

    one.replica.kill("SIGKILL");
    await two.replica.hears("leading", ({ epoch }) => epoch === 2);

    await until(
      () => isReady(world, 31),
      (seen) => expect(seen).toBe(true),
    );
    expect(await census(world.endpoint)).toEqual(wordCountCensus);
    expect((await two.replica.scrape()).value("xflow_leader")).toBe(1);
  });

  it("leads once a leader that hangs has been silent for the lease, and nothing of its own is undone", async () => {
    await using world = await openReplicaWorld();
    const [own, other] = [await world.source(counterFlow()), await world.source(counterFlow())];
    const one = await world.start(own.path, {
      args: shortLease,
      prepare: (aws) => {
        aws.fateOf = (call) => (isMapping(call) ? "hold" : "pass");
      },
    });
    const underway = one.aws.next(isMapping);
    await one.replica.hears("leading");
    const two = await world.start(other.path, { args: shortLease });
    await two.replica.hears("standing by");
    await underway;

    one.replica.kill("SIGSTOP");
    const before = await world.state.lease();
    await other.write(counterFlow(256));
    const led = await two.replica.hears("leading");
    await until(
      () => isReady(world, 5),
      (seen) => expect(seen).toBe(true),
    );
    const rows = await world.state.rows();
    const silentMs = Date.parse(led.time) - Date.parse(before?.renewedAt ?? "");
    const late = one.aws.calls.length;
    one.aws.fateOf = () => "pass";
    await one.aws.letThrough();
    one.replica.kill("SIGCONT");
    await one.replica.hears("the lease is lost");
    await one.replica.hears("standing by", ({ pid }) => pid === two.replica.pid);

    expect(silentMs).toBeGreaterThanOrEqual((leaseMs * 28) / 30);
    expect(silentMs).toBeLessThan(2 * leaseMs);
    expect(one.aws.calls.slice(late).filter((call) => call.isMutating)).toEqual([]);
    expect(await world.memoryOf("counter")).toBe(256);
    expect(await census(world.endpoint)).toMatchObject(counterCensus);
    expect(await world.state.rows()).toEqual(rows);
    expect(rows.filter(({ epoch }) => epoch > 1)).not.toEqual([]);
    expect((await one.replica.scrape()).value("xflow_leader")).toBe(0);
  });

  it("leaves the lease to a replica with the newer revision, until it has that too", async () => {
    await using world = await openReplicaWorld();
    const folders = [await world.source(""), await world.source("")];
    const [ahead, behind] = folders.map(({ path }) => createGitSync(path));
    if (ahead === undefined || behind === undefined) throw new Error("two were made");
    const earlier = new Date(Date.now() - 60_000);
    const files = (memoryMb: number) => ({
      "flow.yaml": counterFlow(memoryMb),
      "index.js": "exports.handler = async () => {};\n",
    });
    await behind.publish(commitOf(1), files(128));
    // File systems count in ticks: two links made one after the other can bear the same time.
    await lutimes(behind.link, earlier, earlier);
    await ahead.publish(commitOf(2), files(256));
    const leader = await world.start(ahead.link);
    await leader.replica.hears("leading");
    const standby = await world.start(behind.link);
    await standby.replica.hears("standing by");
    await until(
      () => isReady(world, 5),
      (seen) => expect(seen).toBe(true),
    );

    leader.replica.kill("SIGTERM");
    await standby.replica.hears("leaving the lease to a replica with a newer revision or xflow");
    await leader.replica.ended;
    for (const _look of ["one", "another"]) await standby.aws.next(({ isState }) => isState);
    const isStandby = (await standby.replica.scrape()).value("xflow_leader") === 0;
    await behind.publish(commitOf(2), files(256));
    await standby.replica.hears("leading");

    expect(isStandby).toBe(true);
    expect(await world.memoryOf("counter")).toBe(256);
    expect(standby.aws.calls.filter((call) => call.isMutating)).toEqual([]);
  });
});

describe.concurrent("a leader that is told to stop", () => {
  it("gives the lease back: the standby does not wait until it ends", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());
    const one = await world.start(path);
    await one.replica.hears("leading");
    const two = await world.start(path);
    await two.replica.hears("standing by");
    await until(
      () => isReady(world, 5),
      (seen) => expect(seen).toBe(true),
    );
    const probes = [await two.replica.probe("healthz"), await two.replica.probe("readyz")];

    one.replica.kill("SIGTERM");
    const told = await one.replica.hears("stopping");
    const led = await two.replica.hears("leading");

    expect(await one.replica.ended).toEqual({ status: 0, signal: null });
    expect(one.replica.lines.at(-1)?.msg).toBe("stopped");
    expect(probes).toEqual([200, 200]);
    expect(Date.parse(led.time) - Date.parse(told.time)).toBeLessThan(10_000);
    expect((await world.state.lease())?.epoch).toBe(2);
  });

  it("does not wait for calls that never end, and what they were for is done by the next", async () => {
    await using world = await openReplicaWorld();
    const one = await world.start(wordCountPath, {
      prepare: (aws) => {
        aws.fateOf = (call) => (call.isMutating && call.service === "lambda" ? "hold" : "pass");
      },
    });
    await one.aws.next((call) => call.isMutating && call.service === "lambda");
    const two = await world.start(wordCountPath);
    await two.replica.hears("standing by");

    one.replica.kill("SIGTERM");
    await two.replica.hears("leading");
    await until(
      () => isReady(world, 31),
      (seen) => expect(seen).toBe(true),
    );

    expect(await one.replica.ended).toEqual({ status: 0, signal: null });
    expect(await census(world.endpoint)).toEqual(wordCountCensus);
  });

  it("does not wait for a table that does not answer either", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());
    const { replica, aws } = await world.start(path);
    await replica.hears("leading");

    aws.fateOf = () => "hold";
    await aws.next(({ isState }) => isState);
    replica.kill("SIGTERM");

    expect(await replica.ended).toEqual({ status: 0, signal: null });
  });

  it("ends at once when it is told again", async () => {
    await using world = await openReplicaWorld();
    const { path } = await world.source(counterFlow());
    const { replica, aws } = await world.start(path, {
      prepare: (way) => {
        way.fateOf = (call) => (call.isMutating ? "hold" : "pass");
      },
    });
    await aws.next((call) => call.isMutating);

    replica.kill("SIGTERM");
    await replica.hears("stopping");
    replica.kill("SIGTERM");

    expect(await replica.ended).toEqual({ status: null, signal: "SIGTERM" });
  });
});
