import { describe, expect, it } from "vitest";
import { EnvironmentWatch } from "../../../src/app/environment-watch.ts";
import { NoRegionError, WrongAccountError } from "../../../src/aws/identity.ts";
import { CallError } from "../../../src/core/call-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const expired = new CallError(
  "lambda:ListFunctions",
  { kind: "credentials", reason: "CredentialsExpired" },
  Object.assign(new Error("the token is expired"), { name: "ExpiredTokenException" }),
);

function setUp() {
  const clock = new FakeClock(0);
  const closing = new AbortController();
  const watch = new EnvironmentWatch({ clock, closed: closing.signal });
  const changes: (readonly string[])[] = [];
  watch.onChange(() => changes.push(watch.statuses.map(({ name, reason }) => `${name} ${reason}`)));
  const probes: number[] = [];
  let problem: unknown = expired;
  const probe = async () => {
    probes.push(clock.now());
    if (problem !== undefined) throw problem;
  };
  const become = (next: unknown) => {
    problem = next;
  };
  return { clock, closing, watch, changes, probes, probe, become };
}

describe("environments that cannot be worked in", () => {
  it("are probed ever more slowly, each once a minute at most, and told of once", async () => {
    const { clock, watch, changes, probes, probe } = setUp();

    watch.down("prod", expired, probe);
    watch.down("prod", expired, probe);
    await clock.advance(300_000);

    expect(probes).toEqual([5_000, 15_000, 35_000, 75_000, 135_000, 195_000, 255_000]);
    expect(changes).toEqual([["prod CredentialsExpired"]]);
    expect(watch.statuses).toEqual([
      {
        name: "prod",
        reason: "CredentialsExpired",
        message: "lambda:ListFunctions: ExpiredTokenException: the token is expired",
        since: "1970-01-01T00:00:00.000Z",
      },
    ]);
  });

  it("are up with the first probe that succeeds, and probed no more", async () => {
    const { clock, watch, changes, probes, probe, become } = setUp();
    watch.down("prod", expired, probe);
    become(undefined);

    await clock.advance(300_000);

    expect(probes).toEqual([5_000]);
    expect(changes.at(-1)).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  it("are probed as the newest declaration says, whatever an older one comes to", async () => {
    const { clock, watch } = setUp();
    const asked: string[] = [];
    let goOn: () => void = () => undefined;
    const older = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    watch.down("prod", expired, async () => {
      asked.push("older");
      await older;
    });
    await clock.advance(5_000);

    watch.down("prod", expired, async () => {
      asked.push("newer");
    });
    goOn();
    await clock.advance(0);
    expect(watch.statuses).toHaveLength(1);

    await clock.advance(10_000);
    expect(asked).toEqual(["older", "newer"]);
    expect(watch.statuses).toEqual([]);
  });

  it("are probed ever more slowly when the first call after each good probe is refused", async () => {
    const { clock, watch, probes, probe, become } = setUp();
    become(undefined);

    for (let round = 0; round < 6; round++) {
      watch.down("prod", expired, probe);
      await clock.advance(60_000);
    }

    const waited = probes.map((atMs) => atMs % 60_000 || 60_000);
    expect(waited).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it("tell when another reason takes over", async () => {
    const { clock, watch, changes, probe, become } = setUp();
    watch.down("prod", expired, probe);
    become(new WrongAccountError("prod", "1", "2"));

    await clock.advance(60_000);

    expect(changes).toEqual([["prod CredentialsExpired"], ["prod WrongAccount"]]);
  });

  it.each([
    [new WrongAccountError("prod", "1", "2"), "WrongAccount"],
    [new NoRegionError("prod"), "NoRegion"],
    [expired, "CredentialsExpired"],
    [new CallError("sts:GetCallerIdentity", { kind: "transient" }, new Error("refused")), "Unreachable"],
    ["no error at all", "Unreachable"],
  ])("are named for what is wrong: %s", (problem, reason) => {
    const { watch, probe, closing } = setUp();

    watch.down("prod", problem, probe);

    expect(watch.statuses).toMatchObject([{ name: "prod", reason }]);
    closing.abort();
  });

  it("are forgotten when nothing is declared in them any more, by name those that are left", async () => {
    const { clock, watch, probes, probe } = setUp();
    for (const name of ["b", "c", "a"]) watch.down(name, expired, probe);

    watch.keep(new Set(["a", "b"]));
    await clock.advance(5_000);

    expect(watch.statuses.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(probes).toHaveLength(2);
  });

  it("are left alone once nobody waits", async () => {
    const { clock, closing, watch, probes, probe } = setUp();
    watch.down("prod", expired, probe);

    closing.abort();
    await clock.advance(60_000);

    expect(probes).toEqual([]);
  });
});
