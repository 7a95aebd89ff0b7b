/** Limits of one PutLogEvents call: UTF-8 bytes plus 26 an event, events, and the span of their timestamps. */
const maxBytes = 1_048_576;
const overheadBytes = 26;
const maxEvents = 10_000;
const maxSpanMs = 24 * 3_600_000;

/** Cuts events, ascending by timestamp, into batches that one PutLogEvents call takes; order kept, none lost. */
export function* inBatches(events) {
  let batch = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.message) + overheadBytes;
    const full = batch.length === maxEvents || bytes + size > maxBytes;
    if (batch.length > 0 && (full || event.timestamp - batch[0].timestamp >= maxSpanMs)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
