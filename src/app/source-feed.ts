import type { SourceReading } from "../engine/ports.ts";

/** The newest reading of the source, for whoever comes and goes. */
export class SourceFeed {
  #latest: SourceReading | undefined;
  #taker: ((reading: SourceReading) => void) | undefined;

  get latest(): SourceReading | undefined {
    return this.#latest;
  }

  give(reading: SourceReading): void {
    this.#latest = reading;
    this.#taker?.(reading);
  }

  /** One at a time; gets what there is at once. @returns ends it */
  takeWith(taker: (reading: SourceReading) => void): () => void {
    this.#taker = taker;
    if (this.#latest !== undefined) taker(this.#latest);
    return () => {
      this.#taker = undefined;
    };
  }
}
