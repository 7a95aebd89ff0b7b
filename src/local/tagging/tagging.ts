import type { Clock } from "../clock.ts";
import type { RunningService } from "../service.ts";
import { getResources } from "./get-resources.ts";
import type { TagIndex } from "./tag-index.ts";

export interface TaggingDeps {
  readonly clock: Clock;
  readonly index: TagIndex;
}

/** The Resource Groups Tagging API: GetResources, as up to date as its index. */
export function createTagging(deps: TaggingDeps): RunningService {
  return {
    service: {
      protocol: "json",
      name: "tagging",
      targetPrefix: "ResourceGroupsTaggingAPI_20170126",
      jsonVersion: "1.1",
      operations: { GetResources: (call) => getResources(call, deps) },
    },
    stop: async () => deps.index.stop(),
  };
}
