import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { RoleDetail } from "@aws-sdk/client-iam";
import type { StreamSummary } from "@aws-sdk/client-kinesis";
import type { EventSourceMappingConfiguration, FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Tags } from "../../api/resource.ts";
import { functionPageSize, listFunctions } from "./functions.ts";
import type { ListDeps } from "./list-deps.ts";
import { groupPrefixOf, listLogGroups } from "./log-groups.ts";
import { listMappings, mappingPageSize } from "./mappings.ts";
import { listRoles } from "./roles.ts";
import { createSharedList, type SharedList } from "./shared-list.ts";
import { listStreams, streamPageSize } from "./streams.ts";
import { listTagged, taggedTypes } from "./tagged.ts";

/** What a target holds, list by list; each is read when somebody needs it newer than it is. */
export interface FleetSnapshot {
  readonly functions: SharedList<FunctionConfiguration>;
  readonly mappings: SharedList<EventSourceMappingConfiguration>;
  readonly streams: SharedList<StreamSummary>;
  readonly roles: SharedList<RoleDetail>;
  /** The list that has the group of this name, if there is one. */
  logGroups(name: string): SharedList<LogGroup>;
  readonly tagged: Readonly<Record<keyof typeof taggedTypes, SharedList<Tags>>>;
}

export function createFleetSnapshot(deps: ListDeps): FleetSnapshot {
  const groups = new Map<string, SharedList<LogGroup>>();
  const { clock } = deps;
  return {
    functions: createSharedList(clock, () => listFunctions(deps), functionPageSize),
    mappings: createSharedList(clock, () => listMappings(deps), mappingPageSize),
    streams: createSharedList(clock, () => listStreams(deps), streamPageSize),
    roles: createSharedList(clock, () => listRoles(deps)),
    logGroups(name) {
      const prefix = groupPrefixOf(name);
      const list = groups.get(prefix) ?? createSharedList(clock, () => listLogGroups(deps, prefix));
      groups.set(prefix, list);
      return list;
    },
    tagged: {
      main: createSharedList(clock, () => listTagged(deps, taggedTypes.main)),
      mappings: createSharedList(clock, () => listTagged(deps, taggedTypes.mappings)),
    },
  };
}
