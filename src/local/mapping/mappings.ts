import type { Clock } from "../clock.ts";
import { createRowTags } from "../lambda/row-tags.ts";
import { taggedResource } from "../once-tagged.ts";
import type { RestRoute, TagSource } from "../service.ts";
import type { Storage } from "../storage.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { createLifecycle } from "./lifecycle.ts";
import { listMappings } from "./list.ts";
import { type MappingStore, openMappingStore } from "./mapping-store.ts";
import { createMapping, deleteMapping, getMapping, updateMapping } from "./operations.ts";
import type { FailureDestination, FunctionInvoker, StreamAccess, StreamReader } from "./ports.ts";

export interface MappingsDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly streams: StreamReader;
  readonly functions: FunctionInvoker;
  readonly destinations: FailureDestination;
  readonly access: StreamAccess;
  /** Clock milliseconds that each transitional state lasts. */
  readonly durations: { readonly transitionMs: number };
}

/** Kinesis event source mappings: a part of the Lambda service. */
export interface Mappings extends MappingTags {
  /** Of the Lambda service. */
  readonly routes: readonly RestRoute[];
  /** For the tagging API. */
  readonly tags: TagSource;
  /** @returns the ARN of the function that a mapping invokes; undefined for a mapping that does not exist */
  functionOf(mappingArn: string): string | undefined;
  /** Ends invocations that mappings started, timers and subscriptions. Resolves when none is left. */
  stop(): Promise<void>;
}

/** For Lambda's ListTags, TagResource and UntagResource. All throw AwsError ResourceNotFoundException. */
export interface MappingTags {
  tagsOf(mappingArn: string): Readonly<Record<string, string>>;
  /** Adds tags, or replaces their values. @throws AwsError InvalidParameterValueException */
  tag(mappingArn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  untag(mappingArn: string, keys: readonly string[]): Promise<void>;
}

/** Opens the mappings an earlier run left, and continues where their checkpoints are. */
export async function createMappings(deps: MappingsDeps): Promise<Mappings> {
  const store = await openMappingStore(deps.storage);
  const checkpoints = await openCheckpoints(deps.storage);
  await checkpoints.keepOnly(new Set(store.all().map((row) => row.uuid)));
  const parts = { ...deps, ...deps.durations, store, checkpoints };
  const lifecycle = createLifecycle(parts);
  lifecycle.resume();
  return {
    routes: mappingRoutes({ ...parts, lifecycle }),
    tags: {
      tagged: (region) => store.inRegion(region).map((row) => taggedResource(row.arn, row)),
    },
    functionOf: (arn) => store.find(arn)?.functionArn,
    ...createRowTags(store),
    stop: () => lifecycle.stop(),
  };
}

const PATH = "/2015-03-31/event-source-mappings";

function mappingRoutes(deps: Parameters<typeof createMapping>[0] & { store: MappingStore }): RestRoute[] {
  const one = `${PATH}/{UUID}`;
  return [
    {
      method: "POST",
      path: PATH,
      operation: "CreateEventSourceMapping",
      status: 202,
      run: (call) => createMapping(deps, call),
    },
    {
      method: "GET",
      path: PATH,
      operation: "ListEventSourceMappings",
      status: 200,
      run: (call) => listMappings(deps.store, call),
    },
    {
      method: "GET",
      path: one,
      operation: "GetEventSourceMapping",
      status: 200,
      run: (call) => getMapping(deps, call),
    },
    {
      method: "PUT",
      path: one,
      operation: "UpdateEventSourceMapping",
      status: 202,
      run: (call) => updateMapping(deps, call),
    },
    {
      method: "DELETE",
      path: one,
      operation: "DeleteEventSourceMapping",
      status: 202,
      run: (call) => deleteMapping(deps, call),
    },
  ];
}
