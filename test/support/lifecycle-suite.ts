import { expect, it } from "vitest";
import type { KindField } from "../../src/core/field-in-aws.ts";
import { fieldsOfKinds } from "../../src/kinds/fields.ts";
import type { AwsShape } from "./aws-shape.ts";
import { filesOf } from "./field-base.ts";
import { caseName, type FieldCase, keyOf } from "./field-cases.ts";
import { foreignChanges, type Somebody } from "./foreign-changes.ts";
import { functionCases } from "./function-field-cases.ts";
import { inheritedCases } from "./inherited-field-cases.ts";
import { Lifecycle, type LifecycleWorld } from "./lifecycle.ts";
import { logCases } from "./log-field-cases.ts";
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

/** One case for each field of the kinds' tables, from the manifest that is nearest to it. */
export const nearestCases: readonly FieldCase[] = [
  ...new Map(fieldCases.toReversed().map((one) => [one.field, one])).values(),
].toReversed();

/** The row of the kinds' tables. @throws Error when there is none */
export function fieldOf(name: string): KindField {
  const [kind = "", path] = name.split(".");
  const fields: Readonly<Record<string, readonly KindField[]>> = fieldsOfKinds;
  const found = fields[kind]?.find((one) => one.path === path);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}

function meddling({ field, meddle }: FieldCase): (by: Somebody) => Promise<unknown> {
  const known = foreignChanges.find((change) => `${change.kind}.${change.field}` === field);
  const make = meddle ?? known?.make;
  if (make === undefined) throw new Error(`nobody changes ${field}`);
  return make;
}

const [first, then, without] = [0, 1, 2] as const;

/** The whole life of one field. Rejects where the emulator does not do as AWS does. */
export async function playLife(world: LifecycleWorld, one: FieldCase): Promise<void> {
  const steps = one.isRequired ? ([0, 1] as const) : ([0, 1, "without"] as const);
  const files = steps.map((step) => filesOf(one, step));
  await using life = await Lifecycle.open(world, { key: keyOf(one), files });
  await life.remove();
  const bare = one.isRequired ? undefined : await bareOf(life);

  const created = await life.create(first);
  expect(await life.shape(first)).toMatchObject(one.shows[0]);
  if (bare !== undefined)
    expect([...bare.calls, fieldOf(one.field).aws.create.call]).toEqual(expect.arrayContaining([...created]));
  await changeAndBack(life, one);
  if (bare !== undefined) await takeOut(life, one, bare.shape);
  await life.remove();
}

/** Made without the field from the start: what it is to be again. */
async function bareOf(life: Lifecycle) {
  const calls = await life.create(without);
  const shape = await life.shape(without);
  await life.remove();
  return { calls, shape };
}

async function changeAndBack(life: Lifecycle, one: FieldCase): Promise<void> {
  const update = fieldOf(one.field)
    .aws.update.slice(0, 1)
    .map(({ call }) => call);
  const before = await life.shape(first);

  expect(await life.change(first, then)).toEqual(one.calls?.change ?? update);
  const after = await life.shape(then);
  expect(after).toMatchObject(one.shows[1]);
  if (update.length === 0) return;
  expect(after).not.toEqual(before);
  expect(await life.correct(then, meddling(one))).toEqual(one.calls?.correct ?? update);
  expect(await life.shape(then)).toEqual(after);
}

/** What cannot be changed stays as it was made. */
async function takeOut(life: Lifecycle, one: FieldCase, bare: AwsShape): Promise<void> {
  const { update, reset } = fieldOf(one.field).aws;
  const canChange = update.length > 0;
  const calls = canChange && reset !== undefined ? [reset.call] : [];

  expect(await life.change(then, without)).toEqual(one.calls?.reset ?? calls);
  if (canChange) expect(await life.shape(without)).toEqual(bare);
}

/** Where an emulator does not do as AWS does. */
export interface Gap {
  readonly reason: string;
  /** What is in the error by which that shows. */
  readonly shows: string;
}

/**
 * Lives of fields on one emulator.
 * @param gaps by case; that they are still there is shown, too
 */
export function lifecycleSuite(
  world: () => LifecycleWorld,
  gaps: Readonly<Record<string, Gap>>,
  cases: readonly FieldCase[] = fieldCases,
): void {
  const named = cases.map((one) => ({ name: caseName(one), one, gap: gaps[caseName(one)] }));

  for (const { name, one, gap } of named) {
    if (gap === undefined) it(`${name}: made, changed, put back, taken out`, () => playLife(world(), one));
    else {
      it(`${name}: still not as on AWS: ${gap.reason}`, async () => {
        await expect(playLife(world(), one)).rejects.toThrow(gap.shows);
      });
    }
  }
}
