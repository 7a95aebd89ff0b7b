import { expect, it } from "vitest";
import type { Resource, ResourceKey } from "../../src/api/resource.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { KindField } from "../../src/core/field-in-aws.ts";
import type { Applied } from "../../src/core/kind.ts";
import { fieldsOfKinds } from "../../src/kinds/fields.ts";
import { createArtifacts } from "../../src/source/artifacts.ts";
import { type AwsShape, shapeOf } from "./aws-shape.ts";
import { createSourceFolder, type SourceFolder, trackerFolder } from "./desired-set.ts";
import { type DrivenKinds, driveKinds } from "./driven-kinds.ts";
import { filesOf, sources } from "./field-base.ts";
import { baseKeys, caseName, type FieldCase } from "./field-cases.ts";
import { foreignChanges, type Somebody, somebody } from "./foreign-changes.ts";
import { functionCases } from "./function-field-cases.ts";
import { inheritedCases } from "./inherited-field-cases.ts";
import { logCases } from "./log-field-cases.ts";
import { realClock } from "./reached-kinds.ts";
import { roleCases } from "./role-field-cases.ts";
import { streamCases } from "./stream-field-cases.ts";
import { subscriptionCases } from "./subscription-field-cases.ts";

export const fieldCases: readonly FieldCase[] = [
  ...roleCases,
  ...logCases,
  ...streamCases,
  ...functionCases,
  ...subscriptionCases,
  ...inheritedCases,
];

/** An emulator with what the cases refer to. */
export interface LifecycleWorld {
  readonly endpoint: string;
  readonly clock?: Clock;
  /** An emulator that has no asynchronous states is through after a few. */
  readonly roundLimit?: number;
  /** Makes good what the emulator did otherwise than AWS when it made the resource. */
  mend?(by: Somebody, resource: Resource): Promise<void>;
}

type Resources = ReadonlyMap<ResourceKey, Resource>;

/** The row of the kinds' tables. @throws Error when there is none */
export function fieldOf(name: string): KindField {
  const [kind = "", path] = name.split(".");
  const fields: Readonly<Record<string, readonly KindField[]>> = fieldsOfKinds;
  const found = fields[kind]?.find((one) => one.path === path);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}

interface Opened {
  readonly one: FieldCase;
  readonly by: Somebody;
  readonly folder: SourceFolder;
  readonly aws: DrivenKinds;
  readonly sets: readonly Resources[];
  readonly mend: LifecycleWorld["mend"];
}

/** One case played on one emulator, with a process of its own. */
class Lifecycle implements AsyncDisposable {
  readonly #one: FieldCase;
  readonly #by: Somebody;
  readonly #folder: SourceFolder;
  readonly #aws: DrivenKinds;
  readonly #sets: readonly Resources[];
  readonly #mend: LifecycleWorld["mend"];

  private constructor({ one, by, folder, aws, sets, mend }: Opened) {
    this.#one = one;
    this.#by = by;
    this.#folder = folder;
    this.#aws = aws;
    this.#sets = sets;
    this.#mend = mend;
  }

  static async open(world: LifecycleWorld, one: FieldCase): Promise<Lifecycle> {
    const { endpoint, clock = realClock, mend, roundLimit } = world;
    const folder = await createSourceFolder(sources);
    const steps = one.isRequired ? ([0, 1] as const) : ([0, 1, "without"] as const);
    const sets: Resources[] = [];
    for (const step of steps) {
      await folder.write(filesOf(one, step));
      const { set } = await folder.load();
      expect(set.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      sets.push(set.resources);
    }
    const all = new Map(sets.flatMap((set) => [...set]));
    const objects = { read: async () => new Uint8Array(), sha256: async () => undefined };
    const packages = createArtifacts({ builtins: { tracker: trackerFolder }, objects, clock });
    const aws = await driveKinds(endpoint, [...all.values()], {
      clock,
      packages,
      ...(roundLimit !== undefined && { roundLimit }),
    });
    return new Lifecycle({ one, by: somebody(endpoint), folder, aws, sets, mend });
  }

  /** A life cut short leaves nothing to the next. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove().catch(() => undefined);
    this.#aws[Symbol.dispose]();
    this.#by[Symbol.dispose]();
    await this.#folder.remove();
  }

  #resource(step: number): Resource {
    const kind = this.#one.field.split(".")[0] ?? "";
    const key = this.#one.target ?? baseKeys[kind];
    const found = [...(this.#sets[step] ?? [])].find(([each]) => each === key);
    if (found === undefined) throw new Error(`${caseName(this.#one)}: no ${key}`);
    return found[1];
  }

  #applied(step: number, isCurrent: boolean): Applied {
    const resource = this.#resource(step);
    const fields = this.#aws.kindOf(resource).managedFields(resource);
    return { isCurrent, tagKeys: Object.keys(resource.spec.tags), fields };
  }

  /** What it refers to is there; that it is, is no matter of the case. */
  async #prepare(step: number): Promise<void> {
    const set = this.#sets[step] ?? new Map<ResourceKey, Resource>();
    const wanted = new Set<ResourceKey>();
    const collect = (resource: Resource) => {
      for (const { key } of this.#aws.kindOf(resource).dependencies(resource)) {
        const needed = set.get(key);
        if (needed === undefined || wanted.has(key)) continue;
        collect(needed);
        wanted.add(key);
      }
    };
    collect(this.#resource(step));
    for (const key of wanted) {
      const resource = set.get(key);
      if (resource !== undefined) await this.#aws.converge(resource);
    }
  }

  /** Makes it so, and shows that nothing is left to do. @returns the calls */
  async #converge(step: number, applied?: Applied): Promise<readonly string[]> {
    const resource = this.#resource(step);
    const calls = await this.#aws.converge(resource, applied);
    if (calls.some((call) => call.includes(":Create"))) await this.#mend?.(this.#by, resource);
    const from = this.#aws.calls.length;
    const { steps, differences } = await this.#aws.plan(resource, {
      applied: this.#applied(step, true),
      deep: true,
    });
    expect({ steps, differences }).toEqual({ steps: [], differences: [] });
    expect(await this.#aws.converge(resource, this.#applied(step, true))).toEqual([]);
    expect(this.#aws.calls.slice(from).filter(({ mutating }) => mutating)).toEqual([]);
    return calls;
  }

  shape(step: number): Promise<AwsShape> {
    return shapeOf(this.#by, this.#resource(step));
  }

  async remove(): Promise<void> {
    await this.#aws.remove(this.#resource(0));
  }

  /** Without the field from the start: what it is to be again. */
  async bare(): Promise<{ readonly calls: readonly string[]; readonly shape: AwsShape }> {
    await this.#prepare(2);
    const calls = await this.#converge(2);
    const shape = await this.shape(2);
    await this.remove();
    return { calls, shape };
  }

  async create(): Promise<readonly string[]> {
    await this.#prepare(0);
    return this.#converge(0);
  }

  async change(): Promise<readonly string[]> {
    await this.#prepare(1);
    return this.#converge(1, this.#applied(0, false));
  }

  async correct(meddle: (by: Somebody) => Promise<unknown>): Promise<readonly string[]> {
    await meddle(this.#by);
    this.#aws.later();
    await this.#aws.plan(this.#resource(1), { applied: this.#applied(1, true), deep: true });
    return this.#converge(1, this.#applied(1, true));
  }

  async reset(): Promise<readonly string[]> {
    await this.#prepare(2);
    return this.#converge(2, this.#applied(1, false));
  }
}

function meddling({ field, meddle }: FieldCase): (by: Somebody) => Promise<unknown> {
  const known = foreignChanges.find((change) => `${change.kind}.${change.field}` === field);
  const make = meddle ?? known?.make;
  if (make === undefined) throw new Error(`nobody changes ${field}`);
  return make;
}

/** The whole life of one field. Rejects where the emulator does not do as AWS does. */
export async function playLife(world: LifecycleWorld, one: FieldCase): Promise<void> {
  await using life = await Lifecycle.open(world, one);
  const { aws } = fieldOf(one.field);
  await life.remove();
  const bare = one.isRequired ? undefined : await life.bare();
  const update = aws.update.slice(0, 1).map(({ call }) => call);
  const reset = aws.reset === undefined || aws.update.length === 0 ? [] : [aws.reset.call];

  const created = await life.create();
  const first = await life.shape(0);
  expect(first).toMatchObject(one.shows[0]);
  if (bare !== undefined)
    expect([...bare.calls, aws.create.call]).toEqual(expect.arrayContaining([...created]));

  expect(await life.change()).toEqual(one.calls?.change ?? update);
  const then = await life.shape(1);
  expect(then).toMatchObject(one.shows[1]);
  if (update.length > 0) expect(then).not.toEqual(first);

  if (update.length > 0) {
    expect(await life.correct(meddling(one))).toEqual(one.calls?.correct ?? update);
    expect(await life.shape(1)).toEqual(then);
  }
  if (bare !== undefined) {
    expect(await life.reset()).toEqual(one.calls?.reset ?? reset);
    if (update.length > 0) expect(await life.shape(2)).toEqual(bare.shape);
  }
  await life.remove();
}

/** Where an emulator does not do as AWS does. */
export interface Gap {
  readonly reason: string;
  /** What is in the error by which that shows. */
  readonly shows: string;
}

/**
 * Every field's life on one emulator.
 * @param gaps by case; that they are still there is shown, too
 */
export function lifecycleSuite(world: () => LifecycleWorld, gaps: Readonly<Record<string, Gap>>): void {
  const named = fieldCases.map((one) => ({ name: caseName(one), one, gap: gaps[caseName(one)] }));

  for (const { name, one, gap } of named) {
    if (gap === undefined) it(`${name}: made, changed, put back, taken out`, () => playLife(world(), one));
    else {
      it(`${name}: still not as on AWS: ${gap.reason}`, async () => {
        await expect(playLife(world(), one)).rejects.toThrow(gap.shows);
      });
    }
  }
}
