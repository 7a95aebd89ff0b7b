import type { JsonObject } from "../../src/local/service.ts";
import { createMappingWorld, type MappingWorld, type WorldParts } from "./mapping-world.ts";
import { createModelDestination, type ModelDestination } from "./model-destination.ts";
import {
  type Behaviour,
  createModelFunction,
  type Delivered,
  type ModelFunction,
  returned,
} from "./model-function.ts";
import { createModelStream, type ModelStream } from "./model-stream.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** One stream, one function and mappings between them, on virtual time. */
export interface MappingBench {
  readonly clock: VirtualClock;
  readonly stream: ModelStream;
  readonly fn: ModelFunction;
  readonly destination: ModelDestination;
  readonly world: MappingWorld;
  /** Creates a mapping from TRIM_HORIZON. @returns its UUID, once it is enabled */
  map(options?: JsonObject): Promise<string>;
  get(uuid: string): Promise<JsonObject>;
  /** The texts of the records of each invocation so far. */
  batches(): readonly (readonly string[])[];
}

export interface BenchOptions extends Pick<WorldParts, "storage" | "access"> {
  readonly shardCount?: number;
  readonly behave?: (records: readonly Delivered[]) => Behaviour;
  readonly functionExists?: (functionArn: string) => boolean;
  readonly destinationIsUp?: () => boolean;
  readonly destinationExists?: (arn: string) => boolean;
}

/** How long a transitional state lasts on the bench. */
export const TRANSITION_MS = 1_000;

export async function createMappingBench(options: BenchOptions = {}): Promise<MappingBench> {
  const clock = createVirtualClock();
  const stream = createModelStream(clock, options.shardCount);
  const behave = options.behave ?? (() => ({ outcome: returned(), durationMs: 10 }));
  const fn = createModelFunction(clock, behave, options.functionExists);
  const destination = createModelDestination(options.destinationIsUp, options.destinationExists);
  const world = await createMappingWorld({
    clock,
    streams: stream,
    functions: fn,
    destinations: destination,
    transitionMs: TRANSITION_MS,
    ...(options.storage === undefined ? {} : { storage: options.storage }),
    ...(options.access === undefined ? {} : { access: options.access }),
  });
  return {
    clock,
    stream,
    fn,
    destination,
    world,
    map: async (input = {}) => {
      const { UUID } = await world.call("CreateEventSourceMapping", {
        EventSourceArn: stream.arn,
        FunctionName: "model",
        StartingPosition: "TRIM_HORIZON",
        ...input,
      });
      await clock.advance(TRANSITION_MS);
      return String(UUID);
    },
    get: (uuid) => world.call("GetEventSourceMapping", { UUID: uuid }),
    batches: () => fn.invocations.map(({ records }) => records.map(({ text }) => text)),
  };
}
