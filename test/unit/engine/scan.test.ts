import { describe, expect, it } from "vitest";
import { Scan } from "../../../src/engine/scan.ts";

const a = "default/Role/a";
const b = "default/Role/b";

async function hasEnded({ ended }: Scan): Promise<boolean> {
  return Promise.race([ended.then(() => true), Promise.resolve().then(() => false)]);
}

describe("a scan", () => {
  it("ends once each of its keys was looked at", async () => {
    const scan = new Scan([a, b]);
    scan.lookedAt(b);
    expect(await hasEnded(scan)).toBe(false);

    scan.lookedAt(a);

    await scan.ended;
  });

  it("does not mind keys that it is not about", async () => {
    const scan = new Scan([a]);

    scan.lookedAt(b);

    expect(await hasEnded(scan)).toBe(false);
  });

  it("of nothing has ended", async () => {
    await new Scan([]).ended;
  });

  it("ends when nobody looks any more", async () => {
    const scan = new Scan([a, b]);

    scan.abandon();

    await scan.ended;
  });
});
