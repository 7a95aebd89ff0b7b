/** One event of an execution, as the tracker wrote it. */
export interface TrackedEvent {
  readonly eventName: string;
  /** When it reached its stream; epoch milliseconds. */
  readonly arrivedAt: number;
  /** The event's own data, with `event_name` added. */
  readonly data: { readonly [member: string]: unknown };
}

/**
 * Reads the tracker's messages: delivered twice counts once, and the order is that of arrival.
 * @param messages in any order; those not written by a tracker are passed over
 */
export function toTrackedEvents(messages: Iterable<string>): TrackedEvent[] {
  const byId = new Map<string, TrackedEvent>();
  for (const message of messages) {
    const envelope = parseEnvelope(message);
    if (envelope !== undefined && !byId.has(envelope.event_id)) {
      const { arrived_at, data } = envelope;
      byId.set(envelope.event_id, { eventName: String(data["event_name"]), arrivedAt: arrived_at, data });
    }
  }
  return [...byId.values()].sort((a, b) => a.arrivedAt - b.arrivedAt);
}

interface Envelope {
  readonly event_id: string;
  readonly arrived_at: number;
  readonly data: { readonly [member: string]: unknown };
}

function parseEnvelope(message: string): Envelope | undefined {
  try {
    const value = JSON.parse(message) as Partial<Envelope> | null;
    const written =
      typeof value?.event_id === "string" &&
      typeof value.arrived_at === "number" &&
      typeof value.data === "object";
    return written ? (value as Envelope) : undefined;
  } catch {
    return undefined;
  }
}
