import { describe, expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../../src/api/resource.ts";
import { CallError } from "../../../src/core/call-error.ts";
import type { PlanContext } from "../../../src/core/kind.ts";
import { planAll } from "../../../src/engine/plan-all.ts";
import type { EnginePorts } from "../../../src/engine/ports.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { withKind } from "../../support/fake-ports.ts";
import { fakeResource, fakeSet } from "../../support/fake-resource.ts";
import { type Behaviour, FakeWorld, newThing } from "../../support/fake-world.ts";

const role = fakeResource("Role", "r");
const lambda = fakeResource("Function", "f");
const behaviours = new Map<ResourceKey, Behaviour>([
  [lambda.key, { lateSettings: 1, dependencies: [{ key: role.key, until: "present" }] }],
]);

function setUp() {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, behaviours);
  const plan = (
    resources: readonly Resource[],
    ports: EnginePorts = world.ports(),
    signal = new AbortController().signal,
  ) => clock.drive(planAll({ set: fakeSet(resources), rows: [], requests: [], ports, workers: 2, signal }));
  return { world, plan };
}

describe("plan of everything", () => {
  it("lists the calls of later stages too, in the order a run starts them, and writes nothing", async () => {
    const { world, plan } = setUp();

    const plans = await plan([lambda, role]);

    expect(plans.map(({ key, steps }) => [key, steps.map(({ call }) => call)])).toEqual([
      [role.key, ["fake:Create"]],
      [lambda.key, ["fake:Create", "fake:Put-late0"]],
    ]);
    expect(world.calls).toEqual([]);
  });

  it("refuses what depends on a refused resource", async () => {
    const { world, plan } = setUp();
    world.things.set(role.key, newThing("foreign"));

    const plans = await plan([role, lambda]);

    expect(plans[1]).toMatchObject({
      steps: [],
      verdict: { kind: "refused", reason: "DependencyUnavailable" },
    });
  });

  it("plans on doubt what the kind does, which is nothing", async () => {
    const { world, plan } = setUp();
    world.failingLists = 1;

    const [only] = await plan([role]);

    expect(only?.verdict).toMatchObject({ kind: "refused", reason: "Unknown" });
  });

  it("gives kinds observed ARNs before predicted ones", async () => {
    const { world, plan } = setUp();
    world.things.set(role.key, newThing("ours"));
    const contexts: PlanContext[] = [];
    const ports = withKind(world.ports(), "Function", (kind) => ({
      predictArn: () => "arn:predicted",
      plan: (resource, observation, context) => {
        contexts.push(context);
        return kind.plan(resource, observation, context);
      },
    }));

    await plan([role, lambda], ports);

    expect(contexts[0]?.arnOf(role.key)).toBe(`arn:${role.key}`);
    expect(contexts[0]?.arnOf(lambda.key)).toBe("arn:predicted");
    expect(contexts[0]?.codeSha256Of(lambda.key)).toBeUndefined();
    expect(() => contexts[0]?.arnOf("default/Role/x")).toThrow("no resource default/Role/x to refer to");
  });

  it("refuses what could not be read, and plans the rest", async () => {
    const { world, plan } = setUp();
    const denied = new CallError(
      "lambda:GetFunction",
      { kind: "terminal", reason: "AccessDenied" },
      "denied",
    );
    const ports = withKind(world.ports(), "Function", () => ({ observe: () => Promise.reject(denied) }));

    const plans = await plan([role, lambda], ports);

    expect(plans.map(({ verdict }) => verdict)).toEqual([
      { kind: "create" },
      { kind: "refused", reason: "Unknown", message: "lambda:GetFunction: denied" },
    ]);
  });

  it("leaves a resource that is in sync so, whatever became of what it needs", async () => {
    const { world, plan } = setUp();
    const thing = newThing("ours");
    for (const setting of ["base", "late0"]) thing.settings.add(setting);
    world.things.set(lambda.key, thing);
    world.things.set(role.key, newThing("foreign"));

    const plans = await plan([role, lambda]);

    expect(plans[1]?.verdict).toEqual({ kind: "in-sync" });
  });

  it("does not hide a defect behind doubt", async () => {
    const { world, plan } = setUp();
    const ports = withKind(world.ports(), "Function", () => ({
      observe: () => Promise.reject(new TypeError("defect")),
    }));

    await expect(plan([role, lambda], ports)).rejects.toThrow("defect");
  });

  it("waits no longer for an answer that does not come", async () => {
    const { world, plan } = setUp();
    const stop = new AbortController();
    const ports = withKind(world.ports(), "Role", () => ({
      observe: () => {
        stop.abort(new Error("enough"));
        return new Promise(() => {});
      },
    }));

    await expect(plan([role], ports, stop.signal)).rejects.toThrow("enough");
  });

  it("ends with the signal's reason", async () => {
    const { world, plan } = setUp();

    await expect(plan([role], world.ports(), AbortSignal.abort(new Error("enough")))).rejects.toThrow(
      "enough",
    );
  });
});
