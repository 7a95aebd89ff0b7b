import { primitiveKinds, type Resource } from "../../src/api/resource.ts";
import type { CallRecord } from "../../src/aws/call.ts";
import { CallError } from "../../src/core/call-error.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { DefinedKind } from "../../src/core/define-kind.ts";
import type { Applied, Freshness, Memo, OwnedListing, Remains } from "../../src/core/kind.ts";
import type { Observation } from "../../src/core/observation.ts";
import type { ResourcePlan } from "../../src/core/plan.ts";
import { kindsOf, onePackage, type Packages, reachAws, realClock } from "./reached-kinds.ts";

/** A clock that can be told that much time has passed. */
export interface SkippingClock extends Clock {
  skip(ms: number): void;
}

export function skipping(clock: Clock): SkippingClock {
  let skippedMs = 0;
  return {
    now: () => clock.now() + skippedMs,
    sleep: (ms, signal) => clock.sleep(ms, signal),
    skip: (ms) => {
      skippedMs += ms;
    },
  };
}

/** Kinds that reach an emulator, driven one resource at a time as the engine would. */
export interface DrivenKinds extends Disposable {
  readonly calls: CallRecord[];
  kindOf(resource: Resource): DefinedKind;
  observe(resource: Resource, freshness?: Partial<Freshness>): Promise<Observation>;
  /** Once AWS is done with it. */
  plan(resource: Resource, options?: PlanOptions): Promise<ResourcePlan>;
  /** Makes what is planned, stage by stage, until nothing is left and all is settled. @returns the calls */
  converge(resource: Resource, applied?: Applied): Promise<readonly string[]>;
  remains(resource: Resource): Promise<Remains>;
  /** @returns the calls it took until it was gone */
  remove(resource: Resource): Promise<readonly string[]>;
  owned(kind: Resource["kind"]): Promise<OwnedListing>;
  /** So much time passes that nothing young is believed for being young. */
  later(): void;
}

export interface PlanOptions {
  readonly applied?: Applied;
  readonly deep?: true;
}

const signal = new AbortController().signal;
const usualRoundLimit = 400;
const laterMs = 300_000;

export interface DriveOptions {
  readonly clock?: Clock;
  readonly instance?: string;
  readonly packages?: Packages;
  /** Looks at one resource until it is given up; default 400. */
  readonly roundLimit?: number;
}

/** @param resources all that refer to one another */
export async function driveKinds(
  endpointUrl: string,
  resources: readonly Resource[],
  {
    clock: base = realClock,
    instance = "test",
    packages = onePackage,
    roundLimit = usualRoundLimit,
  }: DriveOptions = {},
): Promise<DrivenKinds> {
  const clock = skipping(base);
  const { access, calls, destroy } = await reachAws(endpointUrl, { clock, instance });
  const kinds = kindsOf(access, resources, packages);
  const memos = new Map<string, Memo>();
  const { target } = access;
  const arnOf = (key: string) => {
    const found = resources.find((resource) => resource.key === key);
    if (found === undefined) throw new Error(`no resource ${key}`);
    return kinds[found.kind].predictArn(found, target);
  };
  const kindOf = (resource: Resource) => kinds[resource.kind];

  const observe = (resource: Resource, freshness: Partial<Freshness> = {}) => {
    const memo = memos.get(resource.key);
    const known = memo === undefined ? {} : { memo };
    return kindOf(resource).observe(resource, { newerThan: clock.now() + 1, ...known, ...freshness });
  };
  const planOf = async (resource: Resource, observation: Observation, applied?: Applied) => {
    const checksum = await checksumOf(resource, packages);
    const codeSha256Of = () => checksum;
    return kindOf(resource).plan(resource, observation, {
      target,
      arnOf,
      codeSha256Of,
      ...(applied && { applied }),
    });
  };

  /** @returns whether it was made; what AWS is not ready for is planned again */
  const apply = async (resource: Resource, step: ResourcePlan["steps"][number]): Promise<boolean> => {
    try {
      const memo = await kindOf(resource).apply(step, resource, signal);
      if (memo !== undefined) memos.set(resource.key, memo);
      return true;
    } catch (error) {
      if (!(error instanceof CallError) || error.disposition.kind === "terminal") throw error;
      await clock.sleep(50);
      return false;
    }
  };

  const round = async (resource: Resource, made: string[], applied?: Applied): Promise<boolean> => {
    const fields = applied?.fields ?? [];
    const observation = await observe(resource, { fields });
    const { steps, verdict } = await planOf(resource, observation, applied);
    if (verdict.kind === "refused") throw new Error(`${resource.key}: ${verdict.message}`);
    const now = steps.filter(({ stage }) => stage === 0);
    for (const step of now) {
      if (!(await apply(resource, step))) return false;
      made.push(step.call);
    }
    if (now.length > 0) return false;
    const isSettled = observation.kind === "present" && observation.health.kind === "ready";
    if (!isSettled) await clock.sleep(50);
    return isSettled && steps.length === 0;
  };

  const remains = (resource: Resource) => {
    const kind = kindOf(resource);
    return kind.remains(resource.key, kind.identityOf(resource), signal);
  };
  const removalRound = async (resource: Resource, made: string[]): Promise<boolean> => {
    const found = await remains(resource);
    if (found.kind === "absent") return true;
    if (found.ownership.kind !== "ours") throw new Error(`${resource.key} is ${found.ownership.kind}`);
    if (found.busy !== undefined) {
      await clock.sleep(50);
      return false;
    }
    const kind = kindOf(resource);
    for (const step of found.steps) {
      await kind.remove(step, kind.identityOf(resource), signal);
      made.push(step.call);
    }
    return false;
  };

  return {
    calls,
    kindOf,
    observe,
    plan: async (resource, { applied, deep } = {}) => {
      const freshness = { fields: applied?.fields ?? [], ...(deep && { deep }) };
      for (;;) {
        const observation = await observe(resource, freshness);
        const isBusy = observation.kind === "present" && observation.health.kind === "progressing";
        if (!isBusy) return planOf(resource, observation, applied);
        await clock.sleep(50);
      }
    },
    converge: (resource, applied) => rounds(resource, roundLimit, (made) => round(resource, made, applied)),
    remains,
    remove: (resource) => rounds(resource, roundLimit, (made) => removalRound(resource, made)),
    owned: (kind) => kinds[kind].owned(clock.now() + 1),
    later: () => clock.skip(laterMs),
    [Symbol.dispose]: destroy,
  };
}

async function checksumOf(resource: Resource, packages: Packages): Promise<string | undefined> {
  return resource.kind === "Function" ? packages.codeSha256(resource.spec.code) : undefined;
}

async function rounds(
  { key }: Resource,
  roundLimit: number,
  round: (made: string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  const made: string[] = [];
  for (let count = 0; count < roundLimit; count++) if (await round(made)) return made;
  throw new Error(`${key} does not come to rest after ${[...new Set(made)].join(", ")}`);
}

/** Brings up all of them, in the order of their kinds. */
export async function convergeAll(aws: DrivenKinds, resources: readonly Resource[]): Promise<void> {
  for (const kind of primitiveKinds) {
    for (const resource of resources.filter((one) => one.kind === kind)) await aws.converge(resource);
  }
}
