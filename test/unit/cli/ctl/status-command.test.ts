import { describe, expect, it } from "vitest";
import { createCtlBench } from "../../../support/ctl-run.ts";
import {
  madeAtMs,
  makeBlock,
  makeCondition,
  makeController,
  makeLeader,
  makeStatusRow,
  readyConditions,
} from "../../../support/status-rows.ts";

const iso = (ms: number) => new Date(ms).toISOString();

const stalled = makeStatusRow("Function", "count_words", {
  conditions: [
    makeCondition("Ready", { status: "False", reason: "Stalled" }),
    makeCondition("Synced", { status: "False", reason: "ReconcileError" }),
    makeCondition("Stalled", { reason: "AccessDenied", message: "lambda:CreateFunction: denied" }),
  ],
});

function bench(...setUp: Parameters<typeof createCtlBench>) {
  const made = createCtlBench(...setUp);
  made.state.heldLease = makeLeader({ renewedAt: iso(made.clock.now() - 2_000) });
  made.state.controllerRow = makeController();
  made.state.allRows = [makeStatusRow("Stream", "words"), stalled, makeStatusRow("Role", "runner")];
  return made;
}

describe("status", () => {
  it("tells who leads, from what, and how each resource is", async () => {
    const { run, out } = bench();

    expect(await run("status")).toBe(0);

    expect(out().split("\n")).toEqual([
      "instance   default",
      "leader     host-1 (pid 4711, server), epoch 3, renewed 2s ago",
      "revision   4f1c2ab (20s ago)",
      "source     /git/current/manifests, ok",
      "resources  3: 2 ready, 1 not ready, 1 stalled, 1 not in sync",
      "last scan  20s ago",
      "",
      "KIND/NAME             READY  SYNCED  SINCE  MESSAGE",
      "Function/count_words  False  False   20s    Stalled (AccessDenied): lambda:CreateFunction: denied",
      "Role/runner           True   True    20s    usable",
      "Stream/words          True   True    20s    usable",
      "",
    ]);
  });

  it("never wraps on a terminal, and tells below the table what it had to cut", async () => {
    const { run, out, state } = bench({ isTTY: true, columns: 60, rows: 24 });
    const message = "lambda:CreateFunction: not authorised to pass the role\u001b[2J at all";
    state.allRows = [
      { ...stalled, conditions: [makeCondition("Stalled", { reason: "AccessDenied", message })] },
    ];

    await run("status");

    const lines = out().split("\n");
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines.slice(-7)).toEqual([
      "KIND/NAME             READY    SYNCED   SINCE  MESSAGE",
      "Function/count_words  Unknown  Unknown  20s    Stalled (Acc…",
      "",
      "Function/count_words",
      "  Stalled (AccessDenied): lambda:CreateFunction: not",
      "  authorised to pass the role [2J at all",
      "",
    ]);
  });

  it("lists what is asked for: kinds, names, environments, labels", async () => {
    const { run, out, state } = bench();
    state.allRows = [
      ...state.allRows,
      makeStatusRow("Stream", "words", { environment: "prod", labels: { team: "web" } }),
    ];
    const listed = async (...args: string[]) => {
      await run("status", "-o", "name", ...args);
      return out().trim().split("\n");
    };

    expect(await listed("st")).toEqual(["Stream/words", "prod/Stream/words"]);
    expect(await listed("FN", "roles")).toEqual(["Function/count_words", "Role/runner"]);
    expect(await listed("stream/words", "-e", "prod")).toEqual(["prod/Stream/words"]);
    expect(await listed("prod/Stream/words")).toEqual(["prod/Stream/words"]);
    expect(await listed("-l", "team=web")).toEqual(["prod/Stream/words"]);
    expect(await listed("-l", "team!=web,!owner", "-e", "default")).toHaveLength(3);
  });

  it("has a column for the environment only where there are several", async () => {
    const { run, out, state } = bench();
    state.allRows = [
      makeStatusRow("Stream", "words"),
      makeStatusRow("Stream", "words", { environment: "prod" }),
    ];

    await run("status", "--no-headers");

    expect(out()).toBe(
      "default  Stream/words  True  True  20s  usable\nprod     Stream/words  True  True  20s  usable\n",
    );
  });

  it("shows what it found and fails with a suggestion for what it did not", async () => {
    const { run, out } = bench();

    await expect(run("status", "role/runner", "fn/count_word", "--no-headers")).rejects.toMatchObject({
      name: "InputError",
      message: "Function/count_word is not in the state table, did you mean Function/count_words?",
    });
    expect(out()).toContain("Role/runner");
  });

  it("prints nothing but the error when nothing of what was named is there", async () => {
    const { run, out } = bench();

    await expect(run("status", "fn/nowhere")).rejects.toThrow("Function/nowhere is not in the state table");
    expect(out()).toBe("");
  });

  it("tells of a suspension who, why and until when, before the controller has seen it", async () => {
    const { run, out, state, clock } = bench();
    state.allRequests = [
      {
        kind: "suspend",
        key: "default/Stream/words",
        at: iso(clock.now() - 5_000),
        by: "bob@desk",
        reason: "load test",
        until: "2026-01-02T00:00:00.000Z",
      },
      {
        kind: "suspend",
        key: "default/Role/runner",
        at: iso(madeAtMs),
        by: "bob@desk",
        until: iso(clock.now()),
      },
    ];

    await run("status", "st", "role", "--no-headers");

    expect(out().split("\n")).toEqual([
      "Role/runner   True  True  20s  usable",
      "Stream/words  True  True  5s   Suspended: by bob@desk until 2026-01-02T00:00:00Z: load test",
      "",
    ]);
  });

  it("adds state, revision and AWS name when wide", async () => {
    const { run, out } = bench();

    await run("status", "st", "-o", "wide");

    expect(out().split("\n").slice(-3)).toEqual([
      "KIND/NAME     READY  SYNCED  SINCE  STATE    REVISION  AWS NAME  MESSAGE",
      "Stream/words  True   True    20s    present  4f1c2ab   words     usable",
      "",
    ]);
  });

  it("reads the table, instance and region it is told, and closes it", async () => {
    const { run, opened, state } = bench();

    await run("status", "--table", "t", "--instance", "i", "--region", "eu-west-3");

    expect(opened).toEqual(["t/i/eu-west-3"]);
    expect(state.closed).toBe(1);
  });

  it.each([
    { args: ["status", "lambdaz"], message: /lambdaz is no kind: one of Role, LogGroup \(lg\)/ },
    { args: ["status", "Steam"], message: /did you mean Stream\?/ },
    { args: ["status", "fn/"], message: /the name is missing/ },
    { args: ["status", "fn/x", "-l", "a=b"], message: /names or -l, not both/ },
    { args: ["status", "-l", "a in (b)"], message: /expected KEY=VALUE/ },
    { args: ["status", "-w", "-o", "json"], message: /-w does not go with -o json/ },
  ])("refuses $args before it reads anything", async ({ args, message }) => {
    const { run, opened } = bench();

    await expect(run(...args)).rejects.toMatchObject({ name: "UsageError", message });
    expect(opened).toEqual([]);
  });
});

describe("the header of status", () => {
  const header = async (change: (made: ReturnType<typeof bench>) => void) => {
    const made = bench();
    change(made);
    await made.run("status", "role");
    return made.out();
  };

  it.each([
    { lease: undefined, said: "leader     none: no controller has run for this instance" },
    {
      lease: makeLeader({ released: true, renewedAt: iso(madeAtMs - 280_000) }),
      said: "leader     none: host-1 (pid 4711, server) stopped 5m ago",
    },
    {
      lease: makeLeader({ renewedAt: iso(madeAtMs - 3_600_000) }),
      said: "leader     none: the lease of host-1 (pid 4711, server) expired, renewed 1h ago",
    },
  ])("says that nobody leads, and why: $said", async ({ lease, said }) => {
    expect(
      await header(({ state }) => {
        state.heldLease = lease;
      }),
    ).toContain(`${said}\n`);
  });

  it("tells a broken source, with its first errors", async () => {
    const errors = ["a.yaml:1:1 InvalidYaml x", "b.yaml:2:1 UnknownKey y", "c", "d", "e"];

    const text = await header(({ state }) => {
      const { source } = makeController();
      state.controllerRow = makeController({ source: { ...source, state: "broken", errors } });
    });

    expect(text).toContain("source     /git/current/manifests, broken; nothing is deleted meanwhile\n");
    expect(text).toContain(`\n\n${errors.slice(0, 3).join("\n")}\nand 2 more: xflowctl validate PATH\n\n`);
  });

  it("tells that a controller is silent once three scans are missing", async () => {
    const silentFor = (ms: number) =>
      header(({ state, clock }) => {
        state.controllerRow = makeController({ lastScanAt: iso(clock.now() - ms) });
      });

    expect(await silentFor(180_000)).toContain("last scan  3m ago\n");
    expect(await silentFor(180_001)).toContain("last scan  3m ago: overdue, one is due every 1m\n");
  });

  it("tells which deletes wait, and how to let them go", async () => {
    const text = await header(({ state }) => {
      const deletionBlock = makeBlock(["default/Role/runner", "default/Stream/words"]);
      state.controllerRow = makeController({ deletionBlock });
    });

    expect(text).toContain("2 deletes wait (TooManyDeletes, for 20s): more than 10 at once\n");
    expect(text).toContain(
      "  list: xflowctl approve; let exactly these 2 go: xflowctl approve 1f3a9c02b7de\n",
    );
    expect(text).toContain("resources  1 of 3: 1 ready\n");
  });

  it("tells which environments wait, and why, instead of telling it of each resource", async () => {
    const text = await header(({ state, clock }) => {
      const since = iso(clock.now() - 300_000);
      const message = "ExpiredTokenException: the token is expired";
      const environments = [{ name: "prod", reason: "CredentialsExpired", message, since }];
      state.controllerRow = makeController({ environments });
    });

    expect(text).toContain(
      "\nenvironment prod waits, CredentialsExpired for 5m: ExpiredTokenException: the token is expired\n",
    );
  });

  it("says so while there is nothing yet", async () => {
    const text = await header(({ state }) => {
      state.controllerRow = undefined;
      state.allRows = [];
    });

    expect(text).toContain("revision   none yet\nsource     none yet\nresources  0: 0 ready\n");
    expect(text).toContain("\n\nno resources\n");
  });
});

describe("status for programs", () => {
  it("has every member of the documented form, null where there is no value", async () => {
    const { run, out, state } = bench();
    state.allRows = [makeStatusRow("Stream", "words")];

    await run("status", "-o", "json");

    expect(JSON.parse(out())).toMatchObject({
      instance: "default",
      leader: { state: "leading", host: "host-1", pid: 4711, expiresAt: "2026-01-01T12:00:33.000Z" },
      source: { state: "ok", revision: "4f1c2ab", reason: null, errors: [] },
      scan: { lastAt: iso(madeAtMs), periodSeconds: 60, overdue: false },
      environments: [],
      deletionBlock: null,
      counts: { total: 1, ready: 1, notReady: 0, stalled: 0, drifted: 0 },
      resources: [
        {
          key: "default/Stream/words",
          ready: "True",
          synced: "True",
          telling: { type: "Ready", reason: "Available", message: "usable" },
          suspended: null,
          arn: null,
          conditions: readyConditions,
        },
      ],
    });
  });

  it("is the same as YAML", async () => {
    const { run, out, state } = bench();
    state.heldLease = undefined;

    await run("status", "role", "-o", "yaml");

    expect(out()).toContain("instance: default\nleader: null\n");
    expect(out()).not.toContain("&ref");
  });
});

describe("a state table that is not there", () => {
  it("is told with what may be wrong, and closed", async () => {
    const { run, state } = bench();
    state.failure = Object.assign(new Error("state table xflow does not exist in eu-west-1"), {
      name: "TableNotFoundError",
    });

    await expect(run("status")).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(/does not exist in eu-west-1: has a controller run, .*--region/),
    });
    expect(state.closed).toBe(1);
  });

  it("names the remedy when AWS is not set up on this machine", async () => {
    const { run, state } = bench();
    const cause = new Error("Region is missing");
    state.failure = new Error(`state table: Query: Error: ${cause.message}`, { cause });

    await expect(run("status")).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringContaining("--region"),
    });
  });
});
