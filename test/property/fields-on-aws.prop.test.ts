import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResourceKey } from "../../src/api/resource.ts";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { startEmbeddedAws } from "../support/embedded-aws.ts";
import { filesWith } from "../support/field-base.ts";
import type { ManifestName } from "../support/field-cases.ts";
import { casesOn, someSpecs } from "../support/field-combinations.ts";
import { makeFieldSurroundings } from "../support/field-surroundings.ts";
import { somebody } from "../support/foreign-changes.ts";
import { Lifecycle } from "../support/lifecycle.ts";
import { clockOf } from "../support/reached-kinds.ts";

const seen: readonly (readonly [ResourceKey, ManifestName, number])[] = [
  ["default/Role/runner", "Role", 15],
  ["default/LogGroup//aws/lambda/counter", "LogGroup", 15],
  ["default/LogGroup/lambda:counter", "Function", 15],
  ["default/Stream/Words", "Stream", 10],
  ["default/Function/counter", "Function", 15],
  ["default/Function/counter", "seed flow file", 10],
  ["default/Subscription/Words:counter", "Subscription", 15],
];

describe("whatever was declared before", () => {
  let local: LocalAws;

  beforeAll(async () => {
    local = await startEmbeddedAws({ timeScale: 20 });
    using by = somebody(local.endpoint);
    await makeFieldSurroundings(by);
  });
  afterAll(() => local.stop());

  it.each(seen)("AWS holds what it would hold of a new one: %s, from a %s", async (key, from, numRuns) => {
    const cases = casesOn(key, from);
    const some = someSpecs(from, cases);

    await fc.assert(
      fc.asyncProperty(some, some, async (before, after) => {
        const files = [filesWith(before), filesWith(after)];
        const world = { endpoint: local.endpoint, clock: clockOf(local.clock) };
        await using life = await Lifecycle.open(world, { key, files });
        await life.create(1);
        const fresh = await life.shape(1);
        await life.remove();

        await life.create(0);
        await life.change(0, 1);

        expect(await life.shape(1)).toEqual(fresh);
      }),
      { numRuns },
    );
  });
});
