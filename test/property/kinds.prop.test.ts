import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Resource } from "../../src/api/resource.ts";
import { canonical } from "../../src/core/canonical.ts";
import type { State } from "../../src/core/diff.ts";
import type { Applied } from "../../src/core/kind.ts";
import type { Observation } from "../../src/core/observation.ts";
import type { ResourcePlan, Step } from "../../src/core/plan.ts";
import type { Found } from "../../src/core/plan-resource.ts";
import { planContext } from "../support/made-resources.ts";
import { planningKinds } from "../support/planned-kinds.ts";
import { realise } from "../support/realise.ts";
import { beforeAndAfter, someOfEach } from "../support/resource-arbitraries.ts";

const kinds = planningKinds();
const context = planContext();
const absent: Observation<Found> = { kind: "absent" };
/** A ladder from 1 to 70 shards has 7 rungs; everything else takes fewer passes. */
const passLimit = 12;

function plan(resource: Resource, found: Observation<Found>, applied?: Applied): ResourcePlan {
  return kinds[resource.kind].plan(resource, found, { ...context, ...(applied && { applied }) });
}

function firstStage(steps: readonly Step[]): readonly Step[] {
  const first = Math.min(...steps.map(({ stage }) => stage));
  return steps.filter(({ stage }) => stage === first);
}

/** As the engine: make the first stage's calls, observe, plan again. */
function converge(
  resource: Resource,
  found: Observation<Found>,
  applied?: Applied,
): { made: Step[]; found: Observation<Found> } {
  const made: Step[] = [];
  let now = found;
  for (let pass = 0; pass < passLimit; pass++) {
    const steps = firstStage(plan(resource, now, applied).steps);
    if (steps.length === 0) return { made, found: now };
    made.push(...steps);
    now = realise(resource, now, steps);
  }
  throw new Error(`${resource.key} does not converge`);
}

const calls = (steps: readonly Step[]) => steps.map(({ call }) => call);

/** What the inventory knows once it was applied whole. */
function appliedOf(resource: Resource, isCurrent: boolean): Applied {
  const fields = kinds[resource.kind].managedFields(resource);
  return { isCurrent, tagKeys: Object.keys(resource.spec.tags), fields };
}

describe.each(Object.entries(someOfEach))("a thousand of %s", (_, some) => {
  it("once applied, differ in nothing", () => {
    fc.assert(
      fc.property(some, (resource: Resource) => {
        const { found } = converge(resource, absent);
        const applied = appliedOf(resource, true);

        const { verdict, differences, warnings } = plan(resource, found, applied);

        expect([verdict.kind, differences, warnings]).toEqual(["in-sync", [], []]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("followed by another, leave nothing of the first behind", () => {
    fc.assert(
      fc.property(fc.tuple(some, some), ([before, resource]: readonly [Resource, Resource]) => {
        const start = converge(before, absent).found;

        const { found } = converge(resource, start, appliedOf(before, false));

        const anew = converge(resource, absent).found;
        expect(plan(resource, found, appliedOf(resource, true)).differences).toEqual([]);
        expect(setFieldsOf(found)).toEqual(setFieldsOf(anew));
      }),
      { numRuns: 200 },
    );
  });
});

/** Without what AWS keeps to itself: the position a mapping started from, and shards that it scales. */
function setFieldsOf(found: Observation<Found>) {
  if (found.kind !== "present") return found.kind;
  const { startingPosition: _, shards, ...fields } = found.state.fields;
  const counted = fields["mode"] === "onDemand" ? {} : { shards };
  return JSON.parse(JSON.stringify(canonicalOrder({ ...fields, ...counted })));
}

/** Lists whose order means nothing, in one order. */
function canonicalOrder(fields: State): State {
  return Object.fromEntries(
    Object.entries(fields).map(([path, value]) => {
      const isSet = Array.isArray(value) && path !== "layers";
      return [path, isSet ? [...value].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)) : value];
    }),
  );
}

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
