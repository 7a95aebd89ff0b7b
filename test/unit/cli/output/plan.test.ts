import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../../src/api/resource.ts";
import { formatPlans } from "../../../../src/cli/output/plan.ts";
import type { ResourcePlan, Step } from "../../../../src/core/plan.ts";

const key: ResourceKey = "default/Function/word_split";
const plain = { stdout: new PassThrough(), env: {} };

function step(call: string, also: Partial<Step> = {}): Step {
  return { key, call, changes: [], stage: 0, action: { secret: "hunter2" }, ...also };
}

function plan(verdict: ResourcePlan["verdict"], steps: readonly Step[] = []): ResourcePlan {
  return { key, verdict, steps, warnings: [], differences: [] };
}

const update = plan({ kind: "update" }, [
  step("lambda:UpdateFunctionConfiguration", {
    changes: [
      { path: "memoryMb", from: 128, to: 256 },
      { path: "environment.TOKEN", from: "hunter1", to: "hunter2", sensitive: true },
      { path: "tags.team", from: undefined, to: "data" },
    ],
  }),
]);

describe("plan as text", () => {
  it("shows verdict, calls and field changes, and sums up", () => {
    const create = plan({ kind: "create" }, [
      step("lambda:CreateFunction"),
      step("lambda:PutFunctionConcurrency", { stage: 1 }),
    ]);

    expect(formatPlans([create, update, plan({ kind: "in-sync" })], undefined, plain)).toBe(
      [
        "+ create Function/word_split",
        "    lambda:CreateFunction",
        "    lambda:PutFunctionConcurrency  once it has settled",
        "~ update Function/word_split",
        "    lambda:UpdateFunctionConfiguration",
        "        memoryMb: 128 → 256",
        "        environment.TOKEN: (changed)",
        '        tags.team: (not set) → "data"',
        "Plan: 3 calls (2 to create, 1 to update); 1 in sync",
        "",
      ].join("\n"),
    );
  });

  it("says why something is refused, and what else to know, within 80 columns", () => {
    const message = `the log group ${"belongs to another instance of xflow ".repeat(5)}`;
    const refused = {
      ...plan({ kind: "refused", reason: "NotOwned", message }),
      warnings: ["startingPosition ".repeat(12)],
    };

    const text = formatPlans([refused], undefined, plain);

    expect(text).toContain("x refused (NotOwned) Function/word_split\n    the log group belongs");
    expect(text).toContain("    warning: startingPosition");
    expect(text).toContain("Plan: 0 calls; 1 refused, 1 warning\n");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("cuts long values on both sides of the arrow to fit 80 columns", () => {
    const changes = [{ path: "description", from: "a".repeat(200), to: "b".repeat(200) }];
    const text = formatPlans([plan({ kind: "update" }, [step("x:Y", { changes })])], undefined, plain);

    const line = text.split("\n").find((candidate) => candidate.includes("→")) ?? "";
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).toMatch(/description: "a+…" → "b+…"$/);
  });

  it("keeps control characters out of the terminal", () => {
    const changes = [{ path: "description", from: "a", to: "\u001b[31m" }];

    const text = formatPlans([plan({ kind: "update" }, [step("x:Y", { changes })])], undefined, plain);

    expect(text).not.toContain("\u001b");
  });

  it("names the environment when it is not the default one", () => {
    const elsewhere = { ...update, key: "prod/Function/f" as const };

    expect(formatPlans([elsewhere], undefined, plain)).toContain("~ update prod/Function/f\n");
  });

  it.each([
    { isTTY: true, env: {}, colours: true },
    { isTTY: true, env: { NO_COLOR: "1" }, colours: false },
    { isTTY: true, env: { TERM: "dumb" }, colours: false },
    { isTTY: false, env: {}, colours: false },
  ])("colours: $colours, on a terminal: $isTTY, with $env", ({ isTTY, env, colours }) => {
    const stdout = Object.assign(new PassThrough(), { isTTY });

    expect(formatPlans([update], undefined, { stdout, env }).includes("\u001b[")).toBe(colours);
  });

  it("adopts and uses as it is, in words of their own", () => {
    const text = formatPlans(
      [plan({ kind: "adopt" }, [step("logs:TagResource")]), plan({ kind: "use-as-is" })],
      undefined,
      plain,
    );

    expect(text).toContain("> adopt Function");
    expect(text).toContain("= use as is Function");
    expect(text).toContain("Plan: 1 call (1 to adopt); 1 used as it is\n");
  });
});

describe("plan as JSON", () => {
  it("holds the calls and changes, without sensitive values or what only the kind looks at", () => {
    const text = formatPlans([update], "json", plain);

    expect(text).not.toContain("hunter");
    expect(JSON.parse(text)).toEqual({
      calls: 1,
      resources: [
        {
          key,
          verdict: { kind: "update" },
          warnings: [],
          steps: [
            {
              call: "lambda:UpdateFunctionConfiguration",
              stage: 0,
              changes: [
                { path: "memoryMb", from: 128, to: 256 },
                { path: "environment.TOKEN", sensitive: true },
                { path: "tags.team", to: "data" },
              ],
            },
          ],
        },
      ],
    });
  });
});
