import { expect } from "vitest";
import type { Resource, ResourceKey } from "../../src/api/resource.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Applied } from "../../src/core/kind.ts";
import { createArtifacts } from "../../src/source/artifacts.ts";
import { type AwsShape, shapeOf } from "./aws-shape.ts";
import { createSourceFolder, type SourceFolder, trackerFolder } from "./desired-set.ts";
import { type DrivenKinds, driveKinds } from "./driven-kinds.ts";
import { sources } from "./field-base.ts";
import { type Somebody, somebody } from "./foreign-changes.ts";
import { realClock } from "./reached-kinds.ts";

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

interface Opened {
  readonly key: ResourceKey;
  readonly by: Somebody;
  readonly folder: SourceFolder;
  readonly aws: DrivenKinds;
  readonly sets: readonly Resources[];
  readonly mend: LifecycleWorld["mend"];
}

/** One resource, as it is declared one time after another. */
export interface LifecycleSteps {
  readonly key: ResourceKey;
  /** The source at each step. */
  readonly files: readonly Readonly<Record<string, string>>[];
}

/** One resource on one emulator, looked after by a process of its own. */
export class Lifecycle implements AsyncDisposable {
  readonly #key: ResourceKey;
  readonly #by: Somebody;
  readonly #folder: SourceFolder;
  readonly #aws: DrivenKinds;
  readonly #sets: readonly Resources[];
  readonly #mend: LifecycleWorld["mend"];

  private constructor({ key, by, folder, aws, sets, mend }: Opened) {
    this.#key = key;
    this.#by = by;
    this.#folder = folder;
    this.#aws = aws;
    this.#sets = sets;
    this.#mend = mend;
  }

  static async open(world: LifecycleWorld, { key, files }: LifecycleSteps): Promise<Lifecycle> {
    const { endpoint, clock = realClock, mend, roundLimit } = world;
    const folder = await createSourceFolder(sources);
    const sets: Resources[] = [];
    for (const each of files) {
      await folder.write(each);
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
    return new Lifecycle({ key, by: somebody(endpoint), folder, aws, sets, mend });
  }

  /** A life cut short leaves nothing to the next. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove().catch(() => undefined);
    this.#aws[Symbol.dispose]();
    this.#by[Symbol.dispose]();
    await this.#folder.remove();
  }

  #resource(step: number): Resource {
    const found = this.#sets[step]?.get(this.#key);
    if (found === undefined) throw new Error(`no ${this.#key} in step ${step}`);
    return found;
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

  /** Made by its declaration of that step. @returns the calls */
  async create(step: number): Promise<readonly string[]> {
    await this.#prepare(step);
    return this.#converge(step);
  }

  /** From what another step declared. @returns the calls */
  async change(from: number, to: number): Promise<readonly string[]> {
    await this.#prepare(to);
    return this.#converge(to, this.#applied(from, false));
  }

  /** Somebody else changes it. @returns the calls that undo it */
  async correct(step: number, meddle: (by: Somebody) => Promise<unknown>): Promise<readonly string[]> {
    await meddle(this.#by);
    this.#aws.later();
    await this.#aws.plan(this.#resource(step), { applied: this.#applied(step, true), deep: true });
    return this.#converge(step, this.#applied(step, true));
  }
}
