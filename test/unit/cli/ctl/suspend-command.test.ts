import { describe, expect, it } from "vitest";
import type { SuspendRequest } from "../../../../src/core/operator-request.ts";
import { createCtlBench } from "../../../support/ctl-run.ts";
import { makeLeader, makeStatusRow } from "../../../support/status-rows.ts";

const words = makeStatusRow("Stream", "words");
const runner = makeStatusRow("Role", "runner");
const at = "2026-01-01T12:00:20.000Z";

function bench() {
  const made = createCtlBench();
  made.state.heldLease = makeLeader({ leaseMs: 60_000 });
  made.state.allRows = [words, runner];
  return made;
}

const suspendOf = (key: SuspendRequest["key"]): SuspendRequest => ({
  kind: "suspend",
  key,
  at,
  by: "bob@desk",
});

describe("suspend", () => {
  it("writes who, when, why and until when, for each resource", async () => {
    const { run, out, state } = bench();

    expect(await run("suspend", "--all", "--reason", "load test", "--until", "2h")).toBe(0);

    const until = "2026-01-01T14:00:20.000Z";
    const shared = { kind: "suspend", at, by: "ann@laptop", reason: "load test", until };
    expect(state.written).toEqual([
      { ...shared, key: runner.key },
      { ...shared, key: words.key },
    ]);
    expect(out()).toBe(
      "suspended Role/runner by ann@laptop until 2026-01-01T14:00:20Z: load test\n" +
        "suspended Stream/words by ann@laptop until 2026-01-01T14:00:20Z: load test\n",
    );
  });

  it.each([
    { until: "2026-01-02T00:00:00+02:00", stored: "2026-01-01T22:00:00.000Z" },
    { until: "1d12h", stored: "2026-01-03T00:00:20.000Z" },
  ])("takes the time $until", async ({ until, stored }) => {
    const { run, state } = bench();

    await run("suspend", "st/words", "--until", until);

    expect(state.written).toMatchObject([{ key: words.key, until: stored }]);
  });

  it.each([
    { until: "yesterday", message: "expected a duration such as 2h" },
    { until: "2026-13-01T00:00:00Z", message: "expected a duration" },
    { until: "2026-01-02T00:00:00", message: "expected a duration" },
    { until: "2025-12-31T00:00:00Z", message: "not in the future" },
    { until: "0s", message: "not in the future" },
    { until: "99999999d", message: "expected a duration" },
  ])("refuses the time $until", async ({ until, message }) => {
    const { run, state } = bench();

    await expect(run("suspend", "st/words", "--until", until)).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringContaining(message),
    });
    expect(state.written).toEqual([]);
  });
});

describe("resume", () => {
  it("takes back what was suspended, and says so of that alone", async () => {
    const { run, out, err, state } = bench();
    state.allRequests = [suspendOf(words.key)];

    expect(await run("resume", "--all")).toBe(0);

    expect(out()).toBe("resumed Stream/words\n");
    expect(err()).toBe("");
    expect(state.allRequests).toEqual([]);
  });

  it("says of a named resource that it was not suspended", async () => {
    const { run, err } = bench();

    expect(await run("resume", "st/words")).toBe(0);
    expect(err()).toBe("xflowctl: Stream/words was not suspended\n");
  });

  it("says that a manifest still suspends it", async () => {
    const { run, err, state } = bench();
    state.allRows = [{ ...words, policy: { ...words.policy, suspend: true } }];

    await run("resume", "st/words");

    expect(err()).toBe(
      "xflowctl: Stream/words is suspended by its manifest, policy.suspend in flow.yaml:3\n",
    );
  });

  it("finds a suspension whose resource has no row any more", async () => {
    const { run, out, state } = bench();
    state.allRequests = [suspendOf("default/Function/a/b")];

    await run("resume", "fn/a/b");

    expect(out()).toBe("resumed Function/a/b\n");
  });
});
