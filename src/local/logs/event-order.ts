/** One log event as it is kept. Events are ordered by timestamp, then by arrival. */
export interface StoredEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** Order of arrival; no two events of the service share one. */
  readonly seq: number;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly ingestedAt: number;
  readonly stream: string;
}

/**
 * A gap between events: everything at or after it lies ahead, everything before it behind. A page's end is
 * the gap after its last event, so that reading on neither repeats nor skips, whatever arrives meanwhile.
 */
export interface Gap {
  readonly timestamp: number;
  readonly seq: number;
}

export const gapBefore = (event: StoredEvent): Gap => ({ timestamp: event.timestamp, seq: event.seq });
export const gapAfter = (event: StoredEvent): Gap => ({ timestamp: event.timestamp, seq: event.seq + 1 });
/** The gap before the first event of a millisecond. */
export const gapAt = (timestamp: number): Gap => ({ timestamp, seq: 0 });
export const farEnd: Gap = { timestamp: Number.MAX_SAFE_INTEGER, seq: 0 };

/** @returns the index of the first event at or after the gap */
export function indexOfGap(sorted: readonly StoredEvent[], gap: Gap): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = sorted[middle];
    if (event !== undefined && isBefore(event, gap)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const isBefore = (left: Gap, right: Gap): boolean =>
  left.timestamp < right.timestamp || (left.timestamp === right.timestamp && left.seq < right.seq);

/** Adds a sorted batch to sorted events, in place: at the end mostly, and cheap close to it. */
export function mergeInto(sorted: StoredEvent[], batch: readonly StoredEvent[]): void {
  const first = batch[0];
  if (first === undefined) return;
  const tail = sorted.splice(indexOfGap(sorted, gapBefore(first)));
  let taken = 0;
  for (const event of batch) {
    for (let next = tail[taken]; next !== undefined && isBefore(next, event); next = tail[taken]) {
      sorted.push(next);
      taken += 1;
    }
    sorted.push(event);
  }
  for (const event of tail.slice(taken)) sorted.push(event);
}

const seqDigits = 36;

/** A gap as 56 digits, the form of AWS's event ids; ids order as the events do. */
export function gapToText({ timestamp, seq }: Gap): string {
  return String(timestamp).padStart(20, "0") + String(seq).padStart(seqDigits, "0");
}

/** @returns undefined for anything but 56 digits of a possible gap */
export function gapFromText(text: string): Gap | undefined {
  if (!/^[0-9]{56}$/.test(text)) return undefined;
  const timestamp = Number(text.slice(0, -seqDigits));
  const seq = Number(text.slice(-seqDigits));
  return Number.isSafeInteger(timestamp) && Number.isSafeInteger(seq) ? { timestamp, seq } : undefined;
}
