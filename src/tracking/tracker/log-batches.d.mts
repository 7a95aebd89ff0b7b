/** The part of a log event that limits count. */
export interface Sized {
  readonly timestamp: number;
  readonly message: string;
}

/** Cuts events, ascending by timestamp, into batches that one PutLogEvents call takes; order kept, none lost. */
export function inBatches<Event extends Sized>(events: readonly Event[]): Iterable<Event[]>;
