import { describe, expect, it } from "vitest";
import { firstStatus } from "../../../src/engine/first-status.ts";

const known = { sourceIdentity: "/git/current", scanPeriodMs: 60_000, xflowVersion: "1.2.3" };

describe("a controller's status as it begins", () => {
  it("trusts the source of the one-shot runs before it", () => {
    const row = firstStatus({ ...known, stored: undefined, formerSource: "/home/me/flow" });

    expect(row).toMatchObject({
      trustedSource: "/home/me/flow",
      source: { identity: "/git/current", state: "missing" },
      version: 0,
    });
  });

  it("trusts what a controller kept rather than what the lease tells", () => {
    const stored = { ...firstStatus({ ...known, stored: undefined }), trustedSource: "/git/a", version: 7 };

    const row = firstStatus({ ...known, stored, formerSource: "/git/b", scanPeriodMs: 5_000 });

    expect(row).toMatchObject({ trustedSource: "/git/a", version: 7, scanPeriodMs: 5_000 });
  });

  it("trusts nobody yet where nobody was before", () => {
    expect(firstStatus({ ...known, stored: undefined })).not.toHaveProperty("trustedSource");
  });
});
