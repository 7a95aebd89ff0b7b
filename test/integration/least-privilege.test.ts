import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RightsPolicy } from "../../src/core/rights-policy.ts";
import type { AccessDecision } from "../../src/local/access/access-decision.ts";
import { decide } from "../../src/local/access/decision.ts";
import { compilePolicy } from "../../src/local/access/policy.ts";
import { liveOut, operate, publishAndTrack, runExample, StoryError } from "../support/granted-lifecycle.ts";
import {
  type GrantedPart,
  type GrantedStage,
  grantedParts,
  openGrantedStage,
  withoutAction,
} from "../support/granted-stage.ts";
import { storyPlace } from "../support/granted-world.ts";

/** What AWS checks within calls, and the embedded AWS does not. */
const unasked = [
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcs",
  "kms:DescribeKey",
  "lambda:GetLayerVersion",
];

type Policies = ReadonlyMap<string, RightsPolicy>;

function actionsIn(policies: Policies): readonly string[] {
  const actions = [...policies.values()].flatMap(({ Statement }) =>
    Statement.flatMap(({ Action }) => Action),
  );
  return [...new Set(actions)].sort();
}

/** Asks policies again what was asked before; whatever is deleted was xflow's. */
function judgeBy(policies: Policies): (decision: AccessDecision) => boolean {
  const identity = [...policies].map(([name, policy]) => ({
    name,
    policy: compilePolicy(JSON.stringify(policy)),
  }));
  const resourceTags = () => ({ "xflow.dev/instance": storyPlace.instance });
  return ({ action, resource, context }) =>
    decide({ identity, boundary: undefined }, { action, resource, context, resourceTags }).allowed;
}

describe("a flow's life under the generated policies", () => {
  const decisions: AccessDecision[] = [];
  let stage: GrantedStage;
  let tracked: unknown;
  const asked = (part: GrantedPart) =>
    decisions.filter(({ roleArn }) => roleArn?.endsWith(`:role/${part}`) === true);

  beforeAll(async () => {
    stage = await openGrantedStage(grantedParts.controller, (decision) => decisions.push(decision));
    const { world, sessions } = stage;
    await liveOut(world, sessions.controller, async () => {
      await operate(world, sessions.operator);
      tracked = await publishAndTrack(world, sessions.publisher);
    });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it("is tracked", () => {
    expect(tracked).toMatchObject({ tracking_summary: { last_received_event: "Events" } });
  });

  it.each(["controller", "operator", "publisher"] as const)("asks nothing that the %s may not do", (part) => {
    expect(asked(part).length).toBeGreaterThan(0);
    expect(asked(part).filter(({ allowed }) => !allowed)).toEqual([]);
  });

  it("lets no role that xflow made want for anything", () => {
    const refused = decisions.filter(
      ({ roleArn, allowed }) => !allowed && roleArn?.includes("role/xflow/") === true,
    );

    expect(refused).toEqual([]);
  });

  it.each(["controller", "operator", "publisher"] as const)("takes every action of the %s", (part) => {
    const needless = actionsIn(grantedParts[part]).filter((action) => {
      const judge = judgeBy(withoutAction(grantedParts[part], action));
      return asked(part).every((decision) => decision.action !== action || judge(decision));
    });

    expect(asked(part).every(judgeBy(grantedParts[part]))).toBe(true);
    expect(needless).toEqual(part === "controller" ? unasked : []);
  });
});

describe("a flow's life without one right of the controller", () => {
  it.each([
    ["kinesis:CreateStream", "a creation"],
    ["lambda:TagResource", "checked when a function is made"],
    ["iam:PassRole", "checked when a role is given to a function"],
    ["logs:PutRetentionPolicy", "a change"],
    ["lambda:DeleteEventSourceMapping", "a delete"],
  ])("comes to an end for want of %s: %s", async (action) => {
    await using stage = await openGrantedStage(withoutAction(grantedParts.controller, action));

    const life = liveOut(stage.world, stage.sessions.controller);

    await expect(life).rejects.toThrow(StoryError);
    await expect(life).rejects.toThrow(`not authorized to perform: ${action}`);
  });
});

describe("the word count under the generated policies", () => {
  it.each([
    ["wordcount", "one role for all, as the original's"],
    ["wordcount-manifests", "each function has a role of its own"],
  ])("runs to its end: %s, %s", async (example) => {
    const refused: AccessDecision[] = [];
    await using stage = await openGrantedStage(grantedParts.controller, (decision) => {
      if (!decision.allowed) refused.push(decision);
    });

    const summary = await runExample(stage.world, example, stage.sessions);

    expect(summary.tracking_summary.last_received_event).toBe("FileSummarized");
    expect(refused).toEqual([]);
  });
});
