import type { TrackedEvent } from "./tracked-event.ts";

/** What is known of each event of an execution. */
export type EventState = "received" | "received_but_unexpected" | "unknown_state";

/** Error lines of one function since the execution's last event. */
export interface SubscriberLog {
  readonly function: string;
  readonly lines: readonly { readonly timestamp: string; readonly message: string }[];
}

/** The output of `xflow -t`: the original's shape, and `logs`. */
export interface ExecutionSummary {
  readonly events_defined: Readonly<Record<string, EventState>>;
  /** Oldest first; timestamps in UTC, of arrival at the stream. */
  readonly events_received: readonly { readonly timestamp: string; readonly data: TrackedEvent["data"] }[];
  readonly tracking_summary: {
    readonly last_received_event: string | null;
    /** The functions that should have gone on from there; `[]` when the execution is complete. */
    readonly subscribers: readonly string[];
    /** `A ---> B ---> X - - -> C`: solid arrows lead to events that arrived, `X` is where it stopped. */
    readonly execution_path: string;
    /** What those functions complained of; `[]` when complete. */
    readonly logs: readonly SubscriberLog[];
  };
}

/** The part of a workflow that tracking needs. */
export interface TrackedFlow {
  readonly flow: readonly string[];
  readonly subscribers: Readonly<Record<string, readonly string[]>>;
}

/** Where an execution stands. */
export interface Standing {
  /** The flow's last event has arrived. */
  readonly complete: boolean;
  readonly lastEvent: TrackedEvent | undefined;
  /** Functions to ask why there is no next event; none when complete. */
  readonly subscribers: readonly string[];
}

/** @param events oldest first */
export function standingOf(workflow: TrackedFlow, events: readonly TrackedEvent[]): Standing {
  const finalEvent = workflow.flow.at(-1);
  const complete = events.some(({ eventName }) => eventName === finalEvent);
  const lastEvent = events.at(-1);
  const subscribers =
    complete || lastEvent === undefined ? [] : (workflow.subscribers[lastEvent.eventName] ?? []);
  return { complete, lastEvent, subscribers };
}

/** Puts an execution together. @param events oldest first */
export function summarize(
  workflow: TrackedFlow,
  events: readonly TrackedEvent[],
  logs: readonly SubscriberLog[],
): ExecutionSummary {
  const { lastEvent, subscribers } = standingOf(workflow, events);
  const received = new Set(events.map(({ eventName }) => eventName));
  const states: [string, EventState][] = workflow.flow.map((event) => [
    event,
    received.has(event) ? "received" : "unknown_state",
  ]);
  const unexpected = [...received].filter((event) => !workflow.flow.includes(event));
  return {
    events_defined: Object.fromEntries([
      ...states,
      ...unexpected.map((event): [string, EventState] => [event, "received_but_unexpected"]),
    ]),
    events_received: events.map(({ arrivedAt, data }) => ({
      timestamp: new Date(arrivedAt).toISOString(),
      data,
    })),
    tracking_summary: {
      last_received_event: lastEvent?.eventName ?? null,
      subscribers,
      execution_path: executionPath(workflow.flow, received),
      logs,
    },
  };
}

/**
 * The flow as one line. An event that never arrived is reached by a dashed arrow; `X` stands after the last
 * one that did, when any is missing behind it.
 *
 *     A ---> B ---> C             complete
 *     A ---> X - - -> B - - -> C  stopped after A
 *     A - - -> B ---> C           B was never seen, though C was
 *     X - - -> A - - -> B         nothing has arrived
 */
export function executionPath(flow: readonly string[], received: ReadonlySet<string>): string {
  const last = flow.findLastIndex((event) => received.has(event));
  const path = flow.map((event, index) => {
    const arrow = index === 0 ? "" : received.has(event) ? " ---> " : " - - -> ";
    const stop = index === 0 ? "X - - -> " : " ---> X - - -> ";
    return (index === last + 1 ? stop : arrow) + event;
  });
  return path.join("");
}
