import type { Clock } from "../clock.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type {
  FailureDestination,
  FunctionInvoker,
  ShardPosition,
  StreamAccess,
  StreamReader,
} from "./ports.ts";
import type { RecordFilter } from "./record-filter.ts";
import type { Settings } from "./settings.ts";

/** One mapping as its poller sees it; a changed mapping gets a new poller. */
export interface Subscription {
  readonly mappingUuid: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly destinationArn: string | undefined;
  readonly settings: Settings;
  readonly filter: RecordFilter;
  /** Of a shard without a checkpoint. */
  readonly start: ShardPosition;
}

/** What a poller works with. */
export interface PollerDeps {
  readonly clock: Clock;
  readonly streams: StreamReader;
  readonly functions: FunctionInvoker;
  readonly destinations: FailureDestination;
  readonly access: Pick<StreamAccess, "mayRead" | "maySend">;
  readonly checkpoints: Checkpoints;
  /** Takes the mapping's `LastProcessingResult`. */
  readonly report: (result: string) => void;
}

/** Values of `LastProcessingResult`. Rule: AWS Lambda API, EventSourceMappingConfiguration. */
export const RESULT = {
  none: "No records processed",
  ok: "OK",
  functionFailed: "PROBLEM: Function call failed",
  streamDenied: "PROBLEM: Function's role may not read the stream",
  streamMissing: "PROBLEM: Stream not found",
  destinationFailed: "PROBLEM: Failure destination cannot be reached",
  checkpointFailed: "PROBLEM: Checkpoint cannot be saved",
} as const;
