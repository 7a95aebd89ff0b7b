import { describe, expect, it } from "vitest";
import { runtimeStanding, runtimes } from "../../../src/api/runtimes.ts";

const on = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day);

describe("a runtime's standing", () => {
  it.each([
    ["nodejs22.x", on(2026, 11, 23), "valid"],
    ["nodejs22.x", on(2027, 1, 29), "valid"],
    ["nodejs22.x", on(2027, 1, 30), "deprecated"],
    ["dotnet8", on(2026, 12, 9), "deprecated"],
    ["dotnet8", on(2026, 12, 10), "createBlocked"],
    ["dotnet8", on(2027, 1, 10), "createBlocked"],
    ["dotnet8", on(2027, 1, 11), "blocked"],
    ["python3.15", on(2026, 11, 23), "preview"],
    ["java8", on(2026, 11, 23), "blocked"],
    ["toString", on(2026, 11, 23), "unknown"],
  ])("%s at %d is %s", (name, nowMs, kind) => {
    expect(runtimeStanding(name, nowMs).kind).toBe(kind);
  });

  it("names as a successor only what is itself not retiring", () => {
    const successors = Object.values(runtimes).flatMap(({ successor }) => successor ?? []);

    for (const name of successors) expect(runtimeStanding(name, on(2026, 11, 23)).kind).toBe("valid");
  });

  it("knows a successor for everything that is or will be refused", () => {
    const refused = Object.values(runtimes).filter(({ createBlocked }) => createBlocked !== undefined);

    expect(refused.every(({ successor }) => successor !== undefined)).toBe(true);
  });
});
