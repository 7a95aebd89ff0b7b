import fc from "fast-check";
import {
  type PrimitiveKind,
  primitiveKinds,
  type Resource,
  type ResourceKey,
} from "../../src/api/resource.ts";
import type { Dependency } from "../../src/core/kind.ts";
import type { FakeClock } from "./fake-clock.ts";
import { fakeResource } from "./fake-resource.ts";
import { type Behaviour, FakeWorld, type Fault, newThing, wantedSettings } from "./fake-world.ts";

/** What AWS holds of a resource before the run. */
export type Before = "nothing" | "part" | "all" | "busy" | "foreign" | "broken";

export interface FakeFleet {
  readonly resources: readonly Resource[];
  readonly behaviours: ReadonlyMap<ResourceKey, Behaviour>;
  readonly before: ReadonlyMap<ResourceKey, Before>;
}

interface Draft {
  readonly kind: PrimitiveKind;
  readonly owner: string;
  readonly suspend: boolean;
  readonly settlingMs: number;
  readonly settings: number;
  readonly lateSettings: number;
  readonly before: Before;
  readonly needs: readonly { readonly of: number; readonly until: Dependency["until"] }[];
}

/** Fleets whose resources, streams apart, depend on any before them; many are absent at first. */
export function fakeFleets(
  befores: readonly Before[],
  kinds: readonly PrimitiveKind[] = [...primitiveKinds, "Stream"],
): fc.Arbitrary<FakeFleet> {
  const draft: fc.Arbitrary<Draft> = fc.record({
    kind: fc.constantFrom(...kinds),
    owner: fc.constantFrom("a.yaml", "b.yaml"),
    suspend: befores.includes("foreign") ? fc.nat(9).map((roll) => roll === 0) : fc.constant(false),
    settlingMs: fc.nat({ max: 15_000 }),
    settings: fc.nat({ max: 2 }),
    lateSettings: fc.nat({ max: 2 }),
    before: fc.constantFrom("nothing", ...befores),
    needs: fc.array(fc.record({ of: fc.nat(), until: fc.constantFrom("present", "ready") }), {
      maxLength: 3,
    }),
  });
  return fc.array(draft, { minLength: 1, maxLength: 16 }).map(toFleet);
}

export const someFaults: fc.Arbitrary<Fault[]> = fc.array(
  fc.constantFrom<Fault>("none", "none", "lost", "unanswered", "conflict"),
  { maxLength: 30 },
);

function toFleet(drafts: readonly Draft[]): FakeFleet {
  const resources = drafts.map(({ kind, owner, suspend }, index) =>
    fakeResource(kind, `x${(index * 7) % 17}`, { owner, suspend }),
  );
  const behaviours = new Map<ResourceKey, Behaviour>();
  const before = new Map<ResourceKey, Before>();
  for (const [index, draft] of drafts.entries()) {
    const key = resources[index]?.key;
    if (key === undefined) continue;
    const dependencies = draft.needs.flatMap(({ of, until }) => {
      const needed = index === 0 || draft.kind === "Stream" ? undefined : resources[of % index];
      return needed === undefined ? [] : [{ key: needed.key, until }];
    });
    const settlesAtOnce = draft.kind === "Role" || draft.kind === "LogGroup";
    behaviours.set(key, { ...draft, dependencies, settlingMs: settlesAtOnce ? 0 : draft.settlingMs });
    // A suspended one is not looked at again: when AWS was done with it would decide when its dependents start.
    before.set(key, draft.suspend && draft.before === "busy" ? "all" : draft.before);
  }
  return { resources, behaviours, before };
}

/** At most five streams are busy, as AWS would have it. */
export function worldOf(fleet: FakeFleet, clock: FakeClock): FakeWorld {
  const world = new FakeWorld(clock, fleet.behaviours);
  let creating = 0;
  for (const [key, before] of fleet.before) {
    if (before === "nothing") continue;
    const wanted = wantedSettings(world.behaviourOf(key));
    const isBusy = before === "busy" && (!key.includes("/Stream/") || creating++ < 5);
    const thing = newThing(before === "foreign" ? "foreign" : "ours", isBusy ? clock.now() + 7_000 : 0);
    for (const setting of before === "part" ? wanted.slice(0, 1) : wanted) thing.settings.add(setting);
    if (before === "broken") thing.isBroken = true;
    world.things.set(key, thing);
  }
  return world;
}

/** The resources whose things do not hold all that is wanted. */
export function lacking(fleet: FakeFleet, world: FakeWorld): readonly ResourceKey[] {
  return fleet.resources
    .map(({ key }) => key)
    .filter((key) => {
      const has = world.things.get(key)?.settings ?? new Set();
      return wantedSettings(world.behaviourOf(key)).some((setting) => !has.has(setting));
    });
}
