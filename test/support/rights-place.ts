import type { RightsPlace } from "../../src/core/rights-place.ts";
import { testAccount } from "./reached-kinds.ts";

/** The emulators' account, where things are called `t-…`, and nothing of other accounts is in use. */
export const testPlace: RightsPlace = {
  partition: "aws",
  accountId: "000000000000",
  region: testAccount.region,
  namePrefix: "t-",
  instance: "test",
  table: "xflow",
  boundaryName: "xflow-test-boundary",
  codeBuckets: ["code"],
  streamKeys: [],
  layers: [],
  passedRoles: [],
  targetRoles: [],
  failureBuckets: [],
};
