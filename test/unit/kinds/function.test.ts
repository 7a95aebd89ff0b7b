import { describe, expect, it } from "vitest";
import { toFunctionFields } from "../../../src/kinds/function/normalise.ts";
import { planFunction } from "../../../src/kinds/function/plan.ts";
import { healthOf, type ReadinessQuestion, readinessOf } from "../../../src/kinds/function/readiness.ts";
import { toNewSettings, toSettings } from "../../../src/kinds/function/settings.ts";
import { makeFunction, planContext } from "../../support/made-resources.ts";
import { observationOf, realise } from "../../support/realise.ts";

const nowMs = Date.UTC(2026, 0, 1);
const memo = { revisionId: "r1", atMs: String(nowMs - 3_000) };
const ago = (ms: number) => new Date(nowMs - ms).toISOString();

describe("readiness of a function", () => {
  it.each<{ reason: string; question: Partial<ReadinessQuestion>; expected: string }>([
    { reason: "a state says it", question: { row: { State: "Active" }, memo }, expected: "ready" },
    { reason: "ours, not moved yet", question: { row: { RevisionId: "r1" }, memo }, expected: "progressing" },
    { reason: "ours, moved on", question: { row: { RevisionId: "r2" }, memo }, expected: "ready" },
    {
      reason: "ours, moved on, but it may have failed",
      question: { row: { RevisionId: "r2" }, memo, canFailLater: true },
      expected: "ask",
    },
    {
      reason: "ours, stuck for long",
      question: { row: { RevisionId: "r1" }, memo: { ...memo, atMs: String(nowMs - 60_000) } },
      expected: "ask",
    },
    { reason: "old and unchanged", question: { row: { LastModified: ago(600_000) } }, expected: "ready" },
    {
      reason: "changed lately by somebody",
      question: { row: { LastModified: ago(5_000) } },
      expected: "ask",
    },
    {
      reason: "old, but it may have failed",
      question: { row: { LastModified: ago(600_000) }, canFailLater: true },
      expected: "ask",
    },
  ])("$reason: $expected", ({ question, expected }) => {
    const answer = readinessOf({ row: {}, memo: undefined, nowMs, canFailLater: false, ...question });

    expect(answer === "ask" ? answer : answer.kind).toBe(expected);
  });

  it.each([
    { row: { State: "Pending" }, kind: "progressing" },
    { row: { State: "Deleting" }, kind: "progressing" },
    { row: { State: "Active", LastUpdateStatus: "InProgress" }, kind: "progressing" },
    { row: { State: "Active", LastUpdateStatus: "Successful" }, kind: "ready" },
    { row: { State: "Inactive" }, kind: "ready" },
    { row: { State: "Failed", StateReason: "no subnet" }, kind: "failed" },
    {
      row: { State: "Active", LastUpdateStatus: "Failed", LastUpdateStatusReason: "no key" },
      kind: "failed",
    },
    { row: {}, kind: "failed" },
  ])("$row is $kind", ({ row, kind }) => {
    expect(healthOf(row).kind).toBe(kind);
  });
});

describe("a function's row", () => {
  it("with nothing set has Lambda's defaults, so that they make no difference", () => {
    const resource = makeFunction();
    const row = {
      FunctionName: "counter",
      CodeSha256: "sha-1",
      Handler: "index.handler",
      Runtime: "nodejs22.x",
      Role: planContext().arnOf("default/Role/runner"),
    };
    const tags = { "xflow.dev/instance": "test", "xflow.dev/resource": resource.key };

    const plan = planFunction(resource, observationOf(toFunctionFields(row, tags)) as never, planContext());

    expect(plan.verdict).toEqual({ kind: "in-sync" });
  });

  it("that left its VPC is as if it never was in one", () => {
    const left = { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } };

    expect(toFunctionFields(left, {})).toEqual(toFunctionFields({}, {}));
  });

  it("has its subnets in no order, its layers in one", () => {
    const fields = toFunctionFields(
      {
        VpcConfig: { SubnetIds: ["b", "a"], SecurityGroupIds: ["d", "c"] },
        Layers: [{ Arn: "z" }, { Arn: "y" }],
      },
      {},
    );

    expect(fields.vpc).toEqual({ subnetIds: ["a", "b"], securityGroupIds: ["c", "d"] });
    expect(fields.layers).toEqual(["z", "y"]);
  });
});

describe("a function's settings", () => {
  const fields = toFunctionFields({ FunctionName: "counter" }, {});

  it("that leave the declaration are sent as their empty values", () => {
    const sent = toSettings(fields, ["description", "environment", "layers", "vpc", "logFormat"]);

    expect(sent).toEqual({
      Description: "",
      Environment: { Variables: {} },
      Layers: [],
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/counter" },
    });
  });

  it("of a new function mention a VPC only if there is one", () => {
    const vpc = { subnetIds: ["a"], securityGroupIds: ["b"] };

    expect(toNewSettings(fields)).not.toHaveProperty("VpcConfig");
    expect(toNewSettings({ ...fields, vpc })).toHaveProperty("VpcConfig.SubnetIds", ["a"]);
  });
});

describe("function plan", () => {
  const context = planContext();
  const resource = makeFunction();
  const created = () => {
    const found = realise(
      resource,
      { kind: "absent" },
      planFunction(resource, { kind: "absent" }, context).steps,
    );
    if (found.kind !== "present") throw new Error("it was created");
    return { ...found, state: { ...found.state, revisionId: "r1", isDeleting: false } };
  };

  it("changes the configuration first, and the code once that has settled", () => {
    const changed = makeFunction({ spec: { memoryMb: 256, architecture: "arm64" } });

    const { steps } = planFunction(changed, created(), context);

    expect(
      steps.map(({ call, stage, action }) => [call, stage, (action as { revisionId?: string }).revisionId]),
    ).toEqual([
      ["lambda:UpdateFunctionConfiguration", 0, "r1"],
      ["lambda:UpdateFunctionCode", 1, undefined],
    ]);
  });

  it("deploys changed code with one call, if nobody else changed the function meanwhile", () => {
    const { steps } = planFunction(resource, created(), planContext("sha-2"));

    expect(steps.map(({ call, action }) => [call, action])).toEqual([
      ["lambda:UpdateFunctionCode", { kind: "deploy", architecture: "x86_64", revisionId: "r1" }],
    ]);
  });

  it("expects no revision after a call that moves it", () => {
    const changed = makeFunction({ spec: { memoryMb: 256, tags: { team: "x" } } });

    const { steps } = planFunction(changed, created(), context);

    expect(steps.map(({ call }) => call)).toEqual([
      "lambda:TagResource",
      "lambda:UpdateFunctionConfiguration",
    ]);
    expect(steps[1]?.action).not.toHaveProperty("revisionId");
  });

  it.each([["tags"], ["tags.xflow.dev/instance"]])(
    "puts our tags on what it adopts, though %s is ignored",
    (path) => {
      const before = created();
      const state = { ...before.state, fields: { ...before.state.fields, tags: { team: "y" } } };
      const policy = { adopt: "if-unowned", ignore: [path] } as const;
      const changed = makeFunction({ spec: { tags: { team: "x" } }, policy });

      const { steps } = planFunction(changed, { ...before, ownership: { kind: "unowned" }, state }, context);

      expect(steps[0]?.call).toBe("lambda:TagResource");
      const paths = steps[0]?.changes.map((change) => change.path);
      expect(paths).toContain("tags.xflow.dev/instance");
      expect(paths?.includes("tags.team")).toBe(path !== "tags");
    },
  );

  it("keeps an ignored variable's value when it writes the others", () => {
    const before = created();
    const fields = { ...before.state.fields, environment: { LEVEL: "debug" } };
    const changed = makeFunction({
      spec: { environment: { LEVEL: "info", MODE: "fast" } },
      policy: { ignore: ["environment.LEVEL"] },
    });

    const { steps } = planFunction(changed, { ...before, state: { ...before.state, fields } }, context);

    expect(steps[0]?.changes.map(({ path, sensitive }) => [path, sensitive])).toEqual([
      ["environment.MODE", true],
    ]);
    expect(steps[0]?.action).toMatchObject({ fields: { environment: { LEVEL: "debug", MODE: "fast" } } });
  });

  it("says of code in S3 that its changes are not noticed", () => {
    const inS3 = makeFunction({ spec: { code: { kind: "s3", bucket: "code", key: "a.zip" } } });
    const unknown = { ...context, codeSha256Of: () => undefined };

    const plan = planFunction(inS3, created(), unknown);

    expect(plan.steps).toEqual([]);
    expect(plan.warnings).toEqual([expect.stringContaining("s3://code/a.zip")]);
  });

  it("does not touch variables that AWS would not show", () => {
    const before = created();
    const state = { ...before.state, unreadable: ["environment"] };
    const changed = makeFunction({ spec: { environment: { LEVEL: "info" } } });

    expect(planFunction(changed, { ...before, state }, context).steps).toEqual([]);
  });
});
