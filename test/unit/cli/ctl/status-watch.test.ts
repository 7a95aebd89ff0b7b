import { describe, expect, it } from "vitest";
import { createCtlBench } from "../../../support/ctl-run.ts";
import { makeCondition, makeLeader, makeStatusRow, readyConditions } from "../../../support/status-rows.ts";

const words = makeStatusRow("Stream", "words");
const runner = makeStatusRow("Role", "runner");
const drifting = {
  ...words,
  conditions: [...readyConditions, makeCondition("Drifted", { reason: "Reported", message: "shards" })],
};

function bench(...setUp: Parameters<typeof createCtlBench>) {
  const made = createCtlBench(...setUp);
  made.state.heldLease = makeLeader();
  made.state.allRows = [runner, words];
  return made;
}

describe("watching the status elsewhere than on a terminal", () => {
  it("prints everything once, then the lines that changed, and ends well when stopped", async () => {
    const { run, out, state, clock, stop } = bench();
    const ended = run("status", "-w", "--no-headers");
    await clock.advance(0);
    expect(out()).toBe("Role/runner   True  True  20s  usable\nStream/words  True  True  20s  usable\n");

    await clock.advance(4_000);
    expect(out()).toBe("");
    state.allRows = [runner, drifting];
    await clock.advance(2_000);
    expect(out()).toBe("Stream/words  True  True  26s  Drifted (Reported): shards\n");
    state.allRows = [runner];
    await clock.advance(2_000);
    expect(out()).toBe("Stream/words is gone\n");

    stop();
    expect(await ended).toBe(0);
    expect(clock.sleeping).toBe(0);
    expect(state.closed).toBe(1);
  });
});

describe("watching the status on a terminal", () => {
  it("draws over what it drew, and no more lines than there are", async () => {
    const { run, out, clock, stop } = bench({ isTTY: true, columns: 60, rows: 9 });
    const ended = run("status", "-w");
    await clock.advance(0);
    expect(out().split("\n").slice(-3)).toEqual(["", "… 3 more lines", ""]);

    await clock.advance(2_000);
    const drawn = out();
    stop();

    expect(drawn.startsWith("\u001b[8A\u001b[0Jinstance ")).toBe(true);
    expect(drawn.split("\n")).toHaveLength(9);
    expect(await ended).toBe(0);
  });

  it("uses colours there, unless they are unwanted", async () => {
    const coloured = bench({ isTTY: true, columns: 60 }, { NO_COLOR: "" });
    const plain = bench({ isTTY: true, columns: 60 }, { NO_COLOR: "1" });

    await coloured.run("status");
    await plain.run("status");

    expect(coloured.out()).toContain("\u001b[32mTrue\u001b[39m");
    expect(plain.out()).not.toContain("\u001b");
  });
});
