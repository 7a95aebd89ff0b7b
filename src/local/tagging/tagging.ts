import type { Clock } from "../clock.ts";
import type { RunningService, TagSource } from "../service.ts";
import { getResources } from "./get-resources.ts";

export interface TaggingDeps {
  readonly clock: Clock;
  /** Every service whose resources the tagging API lists. */
  readonly sources: readonly TagSource[];
}

/** The Resource Groups Tagging API: GetResources, always up to date (AWS's index may lag). */
export function createTagging(deps: TaggingDeps): RunningService {
  return {
    service: {
      protocol: "json",
      name: "tagging",
      targetPrefix: "ResourceGroupsTaggingAPI_20170126",
      jsonVersion: "1.1",
      operations: { GetResources: (call) => getResources(call, deps) },
    },
    stop: async () => {},
  };
}
