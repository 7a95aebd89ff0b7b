import type { Clock } from "../clock.ts";
import type { StreamLimits } from "./stream-limits.ts";
import type { StreamRegistry } from "./stream-registry.ts";
import type { ThroughputLimits } from "./throughput-limits.ts";
import type { Transitions } from "./transitions.ts";

/** What every Kinesis operation works with. */
export interface KinesisContext {
  readonly accountId: string;
  readonly clock: Clock;
  readonly streams: StreamRegistry;
  readonly transitions: Transitions;
  readonly streamLimits: StreamLimits;
  readonly throughput: ThroughputLimits;
}
