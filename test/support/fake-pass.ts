import type { Resource } from "../../src/api/resource.ts";
import type { ResourceEvent } from "../../src/core/resource-event.ts";
import type { ResourceRow } from "../../src/core/resource-row.ts";
import { DependencyEdges } from "../../src/engine/dependency-edges.ts";
import { Desired } from "../../src/engine/desired.ts";
import type { PassDeps } from "../../src/engine/pass.ts";
import { PassMemory } from "../../src/engine/pass-memory.ts";
import { createRateLimiter } from "../../src/engine/rate-limiter.ts";
import { StateBook } from "../../src/engine/state-book.ts";
import { StreamSlots } from "../../src/engine/stream-slots.ts";
import { Wishes } from "../../src/engine/wishes.ts";
import type { FakeClock } from "./fake-clock.ts";
import { fakeSet } from "./fake-resource.ts";
import type { FakeWorld } from "./fake-world.ts";

export interface FakePass extends PassDeps {
  readonly told: ResourceEvent[];
}

/** What passes share, of a process that wants the resources and holds the rows. */
export function fakePass(
  { world, clock }: { readonly world: FakeWorld; readonly clock: FakeClock },
  resources: readonly Resource[] = [],
  { rows = [], ...also }: Partial<PassDeps> & { readonly rows?: readonly ResourceRow[] } = {},
): FakePass {
  const told: ResourceEvent[] = [];
  const desired = new Desired(() => []);
  desired.replace(fakeSet(resources));
  return {
    told,
    ports: world.ports(),
    desired,
    state: new StateBook(world.table.store, rows),
    gate: { mayWrite: () => true },
    wishes: new Wishes(),
    edges: new DependencyEdges(() => undefined),
    slots: new StreamSlots({ wake: () => undefined, rankOf: () => 0 }),
    memory: new PassMemory(clock.now()),
    limiter: createRateLimiter({ next: () => 0 }),
    remove: () => Promise.reject(new Error("nothing is removed here")),
    onPlan: () => undefined,
    onEvent: () => undefined,
    record: async (event) => {
      told.push(event);
    },
    ...also,
  };
}
