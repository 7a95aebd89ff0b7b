import { describe, expect, it } from "vitest";
import type { ResourceKey } from "../../../src/api/resource.ts";
import { DependencyEdges } from "../../../src/engine/dependency-edges.ts";

const role = "default/Role/r";
const stream = "default/Stream/s";
const lambda = "default/Function/f";
const subscription = "default/Subscription/s:f";

function open() {
  const woken: ResourceKey[] = [];
  return { woken, edges: new DependencyEdges((key) => woken.push(key)) };
}

describe("who waits for whom", () => {
  it("wakes a key with each of its dependencies that is far enough", () => {
    const { woken, edges } = open();
    const dependencies = [
      { key: stream, until: "ready" },
      { key: lambda, until: "present" },
    ] as const;
    expect(edges.unmet(subscription, dependencies)).toEqual([stream, lambda]);

    edges.advance(stream, "present");
    expect(woken).toEqual([]);
    edges.advance(lambda, "present");
    edges.advance(stream, "ready");

    expect(woken).toEqual([subscription, subscription]);
    expect(edges.unmet(subscription, dependencies)).toEqual([]);
  });

  it("doubts what AWS does not know: it has to be seen missing before its coming is news", () => {
    const { woken, edges } = open();
    edges.advance(lambda, "ready");
    edges.doubt(subscription, [{ key: lambda, until: "present" }]);

    edges.advance(lambda, "ready");
    expect(woken).toEqual([]);
    edges.advance(lambda, "absent");
    edges.advance(lambda, "present");

    expect(woken).toEqual([subscription]);
  });

  it("wakes a key once for each time it asked", () => {
    const { woken, edges } = open();
    edges.unmet(lambda, [{ key: role, until: "present" }]);

    edges.advance(role, "ready");
    edges.advance(role, "ready");

    expect(woken).toEqual([lambda]);
  });

  it("takes a dependency for missing again once it is gone", () => {
    const { edges } = open();
    edges.advance(role, "ready");
    edges.advance(role, "absent");

    expect(edges.unmet(lambda, [{ key: role, until: "present" }])).toEqual([role]);
  });

  it("wakes nobody who has left", () => {
    const { woken, edges } = open();
    edges.unmet(lambda, [{ key: role, until: "present" }]);
    edges.unmet(subscription, [{ key: role, until: "present" }]);

    edges.leave(lambda);
    edges.advance(role, "ready");

    expect(woken).toEqual([subscription]);
  });

  it("wakes nobody when the last has left", () => {
    const { woken, edges } = open();
    edges.unmet(lambda, [{ key: role, until: "present" }]);

    edges.leave(lambda);
    edges.advance(role, "ready");

    expect(woken).toEqual([]);
  });

  it("knows nothing of what was forgotten", () => {
    const { edges } = open();
    edges.advance(role, "ready");

    edges.forget(role);

    expect(edges.unmet(lambda, [{ key: role, until: "present" }])).toEqual([role]);
  });
});
