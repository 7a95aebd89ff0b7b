import { describe, expect, it } from "vitest";
import { type Credentials, createCredentialSource } from "../../../src/aws/credentials.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const hourMs = 3_600_000;

function setUp(lifeMs: number | undefined) {
  const clock = new FakeClock(0);
  let count = 0;
  let problem: Error | undefined;
  const obtain = async (): Promise<Credentials> => {
    count += 1;
    await Promise.resolve();
    if (problem !== undefined) throw problem;
    const expiration = lifeMs === undefined ? {} : { expiration: new Date(clock.now() + lifeMs) };
    return { accessKeyId: `key${count}`, secretAccessKey: "s", ...expiration };
  };
  const source = createCredentialSource(obtain, clock);
  const key = async () => (await source.get()).accessKeyId;
  const fail = (error: Error | undefined) => {
    problem = error;
  };
  return { clock, source, key, fail, tries: () => count };
}

describe("credentials", () => {
  it("are obtained once for all who ask at the same time", async () => {
    const { clock, key, tries } = setUp(hourMs);
    expect(await Promise.all([key(), key(), key()])).toEqual(["key1", "key1", "key1"]);

    await clock.advance(hourMs - 300_000);
    expect(await Promise.all([key(), key(), key()])).toEqual(["key2", "key2", "key2"]);
    expect(tries()).toBe(2);
  });

  it("are kept until five minutes before they expire", async () => {
    const { clock, key } = setUp(hourMs);
    await key();

    await clock.advance(hourMs - 300_001);
    expect(await key()).toBe("key1");
    await clock.advance(1);
    expect(await key()).toBe("key2");
  });

  it("of a short life are kept for three quarters of it, not renewed at every call", async () => {
    const { clock, key, tries } = setUp(120_000);
    await key();
    await clock.advance(89_999);
    await key();

    expect(tries()).toBe(1);
    await clock.advance(1);
    expect(await key()).toBe("key2");
  });

  it("without an end are kept until they are found to be no good", async () => {
    const { clock, key, source } = setUp(undefined);
    await key();
    await clock.advance(1_000 * hourMs);
    expect(await key()).toBe("key1");

    source.renew();
    expect(await key()).toBe("key2");
  });

  it("go on serving while new ones cannot be had, which is not tried at every call", async () => {
    const { clock, key, fail, tries } = setUp(hourMs);
    await key();
    fail(new Error("throttled"));
    await clock.advance(hourMs - 300_000);

    expect([await key(), await key(), await key()]).toEqual(["key1", "key1", "key1"]);
    expect(tries()).toBe(2);

    await clock.advance(300_000);
    await expect(key()).rejects.toThrow("throttled");
    fail(undefined);
    expect(await key()).toMatch(/^key/);
  });
});
