import { describe, expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../../src/api/resource.ts";
import { DependencyCycleError, dependencyOrder } from "../../../src/core/graph.ts";
import { fakeResource } from "../../support/fake-resource.ts";

function needs(edges: readonly (readonly [Resource, Resource])[]) {
  return ({ key }: Resource) =>
    edges.filter(([from]) => from.key === key).map(([, to]) => ({ key: to.key, until: "present" as const }));
}

function keysOf(resources: readonly Resource[]): readonly ResourceKey[] {
  return resources.map(({ key }) => key);
}

describe("dependency order", () => {
  const role = fakeResource("Role", "r");
  const stream = fakeResource("Stream", "s");
  const lambda = fakeResource("Function", "f");
  const subscription = fakeResource("Subscription", "s:f");

  it("puts each resource after what it depends on, and streams before what takes less time", () => {
    const edges = needs([
      [subscription, lambda],
      [subscription, stream],
      [lambda, role],
    ]);

    const order = dependencyOrder([subscription, lambda, stream, role], edges);

    expect(keysOf(order)).toEqual(keysOf([stream, role, lambda, subscription]));
  });

  it("keeps what has the same owner together", () => {
    const later = [
      fakeResource("Stream", "a", { owner: "b.yaml" }),
      fakeResource("Function", "b", { owner: "b.yaml" }),
    ];
    const sooner = [
      fakeResource("Stream", "y", { owner: "a.yaml" }),
      fakeResource("Function", "z", { owner: "a.yaml" }),
    ];

    const order = dependencyOrder([...later, ...sooner], () => []);

    expect(keysOf(order)).toEqual(keysOf([...sooner, ...later]));
  });

  it("keeps a flow together whose manifests are apart, whatever role it shares with others", () => {
    const all = ["a", "b"].flatMap((flow) => {
      const made = { owner: `${flow}-stream` };
      return [
        fakeResource("Stream", `s-${flow}`, made),
        fakeResource("Function", `f-${flow}`, { owner: `function of ${flow}` }),
        fakeResource("Subscription", `s-${flow}:f-${flow}`, { owner: `subscription of ${flow}` }),
      ];
    });
    const shared = fakeResource("Role", "shared", { owner: "role" });
    const named = (name: string) => all.find(({ key }) => key.endsWith(`/${name}`)) as Resource;
    const edges = needs(
      ["a", "b"].flatMap((flow): [Resource, Resource][] => [
        [named(`s-${flow}:f-${flow}`), named(`s-${flow}`)],
        [named(`s-${flow}:f-${flow}`), named(`f-${flow}`)],
        [named(`f-${flow}`), shared],
      ]),
    );

    const order = dependencyOrder([...all, shared], edges).filter(({ kind }) => kind !== "Role");

    expect(keysOf(order)).toEqual(keysOf(all));
  });

  it("brings what another flow needs forward", () => {
    const shared = fakeResource("Role", "shared", { owner: "z.yaml" });

    const order = dependencyOrder([lambda, shared], needs([[lambda, shared]]));

    expect(keysOf(order)).toEqual(keysOf([shared, lambda]));
  });

  it("passes over a dependency that is not declared", () => {
    expect(keysOf(dependencyOrder([lambda], needs([[lambda, role]])))).toEqual([lambda.key]);
  });

  it("names the path of a cycle, without what only leads to it", () => {
    const edges = needs([
      [stream, role],
      [role, lambda],
      [lambda, subscription],
      [subscription, role],
    ]);

    const order = () => dependencyOrder([stream, role, lambda, subscription], edges);

    expect(order).toThrow(DependencyCycleError);
    expect(order).toThrow(`${role.key} -> ${lambda.key} -> ${subscription.key} -> ${role.key}`);
  });
});
