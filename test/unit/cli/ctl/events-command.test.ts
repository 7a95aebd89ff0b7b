import { describe, expect, it } from "vitest";
import { createCtlBench } from "../../../support/ctl-run.ts";
import { makeStatusRow, makeStoredEvent } from "../../../support/status-rows.ts";

const words = "default/Stream/words";

function bench() {
  const made = createCtlBench();
  made.state.allRows = [
    makeStatusRow("Stream", "words"),
    makeStatusRow("Role", "runner"),
    makeStatusRow("Role", "runner", { environment: "prod" }),
  ];
  made.state.allEvents = [
    makeStoredEvent("4", {
      key: words,
      type: "Warning",
      reason: "DriftDetected",
      message: "shards",
      count: 5,
    }),
    makeStoredEvent("3", { key: "prod/Role/runner", message: "updated" }),
    makeStoredEvent("2", { key: words }),
    makeStoredEvent("1", { reason: "LeaderElected", message: "host-1" }),
  ];
  return made;
}

describe("events", () => {
  it("are told with their age, how often and of what, the newest last", async () => {
    const { run, out } = bench();

    expect(await run("events")).toBe(0);

    expect(out().split("\n")).toEqual([
      "LAST SEEN  TYPE     REASON         OBJECT            MESSAGE",
      "20s        Normal   LeaderElected  (instance)        host-1",
      "20s        Normal   Applied        Stream/words      created",
      "20s        Normal   Applied        prod/Role/runner  updated",
      "20s (x5)   Warning  DriftDetected  Stream/words      shards",
      "",
    ]);
  });

  it.each([
    { args: ["st/words"], ids: ["created", "shards"] },
    { args: ["role"], ids: ["updated"] },
    { args: ["--types", "warning"], ids: ["shards"] },
    { args: ["-e", "prod"], ids: ["updated"] },
    { args: ["--limit", "1"], ids: ["shards"] },
    { args: ["role/runner", "-e", "prod"], ids: ["updated"] },
  ])("are chosen by $args", async ({ args, ids }) => {
    const { run, out } = bench();

    await run("events", ...args, "-o", "json");

    const { events } = JSON.parse(out()) as { events: { message: string }[] };
    expect(events.map(({ message }) => message)).toEqual(ids);
  });

  it("of one resource are found by the table, also when the resource is gone", async () => {
    const { run, out, state } = bench();
    state.allRows = [];

    await run("events", "Stream/words", "--no-headers");

    expect(out()).toContain("created");
    expect(state.queries.map(({ key }) => key)).toEqual([words, words]);
  });

  it("have a stable form for programs", async () => {
    const { run, out } = bench();

    await run("events", "st/words", "--limit", "1", "-o", "json");

    expect(JSON.parse(out()).events[0]).toEqual({
      key: words,
      type: "Warning",
      reason: "DriftDetected",
      message: "shards",
      at: "2026-01-01T12:00:00.000Z",
      firstAt: "2026-01-01T12:00:00.000Z",
      count: 5,
      revision: null,
      cause: null,
      calls: [],
      changes: [],
    });
  });

  it("say so when there are none", async () => {
    const { run, out } = bench();

    await run("events", "fn");

    expect(out()).toBe("no events\n");
  });

  it("go on when watched: new ones, and those that happened again", async () => {
    const { run, out, state, clock, stop } = bench();
    const ended = run("events", "st/words", "-w");
    await clock.advance(0);
    expect(out().split("\n")).toHaveLength(4);

    const [drift, ...others] = state.allEvents;
    state.allEvents = [...(drift ? [{ ...drift, count: 6 }] : []), ...others];
    await clock.advance(4_000);
    stop();

    expect(out()).toBe("22s (x6)  Warning  DriftDetected  Stream/words  shards\n");
    expect(await ended).toBe(0);
  });

  it.each([
    { args: ["fn/words"], name: "InputError", message: /Function\/words is not .* mean Stream\/words\?/ },
    {
      args: ["role/runner"],
      name: "InputError",
      message: /in environments default, prod: say which with -e/,
    },
    { args: ["-w", "-o", "yaml"], name: "UsageError", message: /-w does not go with -o yaml/ },
    { args: ["--types", "Bad"], name: "CommanderError", message: /none of Normal, Warning/ },
    { args: ["--limit", "0"], name: "CommanderError", message: /from 1 to 1000/ },
  ])("refuses $args", async ({ args, name, message }) => {
    const { run } = bench();

    await expect(run("events", ...args)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });
});
