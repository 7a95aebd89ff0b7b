import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Resource } from "../../src/api/resource.ts";
import type { Observation } from "../../src/core/observation.ts";
import type { ResourcePlan, Step } from "../../src/core/plan.ts";
import type { Found } from "../../src/core/plan-resource.ts";
import { planContext } from "../support/made-resources.ts";
import { planningKinds } from "../support/planned-kinds.ts";
import { realise } from "../support/realise.ts";
import { beforeAndAfter } from "../support/resource-arbitraries.ts";

const kinds = planningKinds();
const context = planContext();
const absent: Observation<Found> = { kind: "absent" };
/** A ladder from 1 to 70 shards has 7 rungs; everything else takes fewer passes. */
const passLimit = 12;

function plan(resource: Resource, found: Observation<Found>): ResourcePlan {
  return kinds[resource.kind].plan(resource, found, context);
}

function firstStage(steps: readonly Step[]): readonly Step[] {
  const first = Math.min(...steps.map(({ stage }) => stage));
  return steps.filter(({ stage }) => stage === first);
}

/** As the engine: make the first stage's calls, observe, plan again. */
function converge(
  resource: Resource,
  found: Observation<Found>,
): { made: Step[]; found: Observation<Found> } {
  const made: Step[] = [];
  let now = found;
  for (let pass = 0; pass < passLimit; pass++) {
    const steps = firstStage(plan(resource, now).steps);
    if (steps.length === 0) return { made, found: now };
    made.push(...steps);
    now = realise(resource, now, steps);
  }
  throw new Error(`${resource.key} does not converge`);
}

const calls = (steps: readonly Step[]) => steps.map(({ call }) => call);

describe("plans of generated resources", () => {
  it("realised all at once leave nothing to do", () => {
    fc.assert(
      fc.property(beforeAndAfter, ([, resource]) => {
        const created = realise(resource, absent, plan(resource, absent).steps);

        expect(plan(resource, created)).toMatchObject({ verdict: { kind: "in-sync" }, steps: [] });
      }),
    );
  });

  it("lead from any declaration to any other, with the calls that were shown at first", () => {
    fc.assert(
      fc.property(beforeAndAfter, ([before, resource]) => {
        const start = converge(before, absent).found;
        const shown = calls(plan(resource, start).steps).sort();

        const { made } = converge(resource, start);

        expect(calls(made).sort()).toEqual(shown);
      }),
    );
  });

  it("that were cut off after any call still converge", () => {
    fc.assert(
      fc.property(beforeAndAfter, fc.nat({ max: 6 }), ([before, resource], count) => {
        const start = converge(before, absent).found;
        const part = firstStage(plan(resource, start).steps).slice(0, count);

        const { found } = converge(resource, realise(resource, start, part));

        expect(plan(resource, found).steps).toEqual([]);
      }),
    );
  });

  it("need every one of their calls", () => {
    fc.assert(
      fc.property(beforeAndAfter, fc.nat(), ([before, resource], choice) => {
        const start = converge(before, absent).found;
        const { steps } = plan(resource, start);
        fc.pre(steps.length > 0);
        const dropped = choice % steps.length;
        // Without a rung the rest of a ladder is refused, which is no difference left but an error.
        fc.pre(steps[dropped]?.call !== "kinesis:UpdateShardCount");

        const found = realise(
          resource,
          start,
          steps.filter((_, index) => index !== dropped),
        );

        expect(plan(resource, found).steps).not.toEqual([]);
      }),
    );
  });

  it("do not depend on the order of what was found", () => {
    fc.assert(
      fc.property(beforeAndAfter, ([before, resource]) => {
        const found = converge(before, absent).found;

        expect(
          plan(resource, reversed(found)).steps.map(({ call, changes }) => [
            call,
            changes.map(({ path }) => path),
          ]),
        ).toEqual(
          plan(resource, found).steps.map(({ call, changes }) => [call, changes.map(({ path }) => path)]),
        );
      }),
    );
  });
});

/** The same members in the opposite order, at every depth but in lists. */
function reversed<T>(value: T): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)])) as T;
}
