import { describe, expect, it } from "vitest";
import {
  healthOf,
  problemOf,
  toSubscriptionFields,
  unreadableOf,
} from "../../../src/kinds/subscription/normalise.ts";
import { planSubscription } from "../../../src/kinds/subscription/plan.ts";
import { toNewSettings, toSettings } from "../../../src/kinds/subscription/settings.ts";
import { makeSubscription, planContext } from "../../support/made-resources.ts";
import { observationOf } from "../../support/realise.ts";

const resource = makeSubscription();
const tags = { "xflow.dev/instance": "test", "xflow.dev/resource": resource.key };
const row = { UUID: "u-1", State: "Enabled", StartingPosition: "TRIM_HORIZON" };
const found = (more: object = {}) => observationOf(toSubscriptionFields({ ...row, ...more }, tags)) as never;
const context = planContext();

describe("a mapping's row", () => {
  it("with nothing set has Lambda's defaults, so that they make no difference", () => {
    expect(planSubscription(resource, found(), context).verdict).toEqual({ kind: "in-sync" });
  });

  it("has filters as JSON, in any order and spelling", () => {
    const filtered = makeSubscription({
      spec: { filter: [{ data: { a: [1], b: [2] } }, { data: { c: [3] } }] },
    });
    const Filters = [{ Pattern: '{"data":{"c":[3]}}' }, { Pattern: '{ "data": {"b": [2], "a": [1]} }' }];

    const plan = planSubscription(filtered, found({ FilterCriteria: { Filters } }), context);

    expect(plan.steps).toEqual([]);
  });

  it("with an empty destination or empty filters has none", () => {
    const empty = { DestinationConfig: { OnFailure: { Destination: "" } }, FilterCriteria: { Filters: [] } };

    expect(planSubscription(resource, found(empty), context).steps).toEqual([]);
  });

  it.each([
    { state: "Enabled", enabled: true, health: "ready" },
    { state: "Enabling", enabled: true, health: "progressing" },
    { state: "Disabled", enabled: false, health: "ready" },
    { state: "Disabling", enabled: false, health: "progressing" },
    { state: "Creating", enabled: undefined, health: "progressing" },
    { state: "Updating", enabled: undefined, health: "progressing" },
  ])("in state $state is $health", ({ state, enabled, health }) => {
    expect(toSubscriptionFields({ State: state }, {}).enabled).toBe(enabled);
    expect(unreadableOf({ State: state })).toEqual(enabled === undefined ? ["enabled"] : []);
    expect(healthOf({ State: state }, { afterMs: 1 }).kind).toBe(health);
  });

  it("does not show filters that are encrypted", () => {
    expect(unreadableOf({ ...row, KMSKeyArn: "arn:key" })).toEqual(["filter"]);
  });

  it("tells of a batch that failed, and of nothing else", () => {
    expect(problemOf({ LastProcessingResult: "PROBLEM: Function call failed" })).toMatch(/^PROBLEM/);
    expect(problemOf({ LastProcessingResult: "No records processed" })).toBeUndefined();
  });
});

describe("subscription plan", () => {
  it("never replaces a live mapping: another starting position is a warning", () => {
    const latest = makeSubscription({ spec: { startingPosition: "LATEST" } });

    const plan = planSubscription(latest, found(), context);

    expect(plan).toMatchObject({ verdict: { kind: "in-sync" }, steps: [] });
    expect(plan.warnings).toEqual([expect.stringContaining("startingPosition stays")]);
  });

  it("leaves the operator's brake alone unless it is declared", () => {
    const stopped = found({ State: "Disabled" });

    expect(planSubscription(resource, stopped, context).steps).toEqual([]);
    const declared = makeSubscription({ spec: { enabled: true } });
    expect(planSubscription(declared, stopped, context).steps.map(({ call }) => call)).toEqual([
      "lambda:UpdateEventSourceMapping",
    ]);
  });

  it("sends only what changed, with empty values for what left the declaration", () => {
    const fields = toSubscriptionFields(row, tags);

    expect(toSettings(fields, ["filter", "onFailureArn", "reportBatchItemFailures"])).toEqual({
      FilterCriteria: {},
      DestinationConfig: { OnFailure: { Destination: "" } },
      FunctionResponseTypes: [],
    });
    expect(Object.keys(toNewSettings(fields))).not.toContain("FilterCriteria");
  });
});
