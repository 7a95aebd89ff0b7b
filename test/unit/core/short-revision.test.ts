import { describe, expect, it } from "vitest";
import { shortRevision } from "../../../src/core/short-revision.ts";

describe("a revision for people", () => {
  it("is cut when it is a commit or a digest", () => {
    expect(shortRevision("4f1c2ab09d7e".padEnd(40, "0"))).toBe("4f1c2ab09d7e");
    expect(shortRevision("852b6da7c9ae".padEnd(64, "3"))).toBe("852b6da7c9ae");
  });

  it("is left as it is when it is another name", () => {
    expect(shortRevision("..2026_11_23_10_00_00.123456789")).toBe("..2026_11_23_10_00_00.123456789");
    expect(shortRevision("4f1c2ab")).toBe("4f1c2ab");
  });
});
