import { afterAll, beforeAll, describe } from "vitest";
import type { LocalAws } from "../../src/local/local-aws.ts";
import { oftenerThanDaily, startEmbeddedAws } from "../support/embedded-aws.ts";
import { makeFieldSurroundings } from "../support/field-surroundings.ts";
import { somebody } from "../support/foreign-changes.ts";
import { lifecycleGaps } from "../support/lifecycle-gaps.ts";
import { lifecycleSuite } from "../support/lifecycle-suite.ts";
import { clockOf } from "../support/reached-kinds.ts";

describe("the life of each field, on the embedded AWS", () => {
  let local: LocalAws;

  beforeAll(async () => {
    local = await startEmbeddedAws({ timeScale: 20, ...oftenerThanDaily });
    using by = somebody(local.endpoint);
    await makeFieldSurroundings(by);
  });
  afterAll(() => local.stop());

  lifecycleSuite(
    () => ({ endpoint: local.endpoint, clock: clockOf(local.clock) }),
    lifecycleGaps["the embedded AWS"],
  );
});
