import { step } from "./events.mjs";

/** Letters of any script, with inner apostrophes and hyphens. */
const word = /\p{L}+(?:['’-]\p{L}+)*/u;

export const filter = (batch) =>
  step(batch, "FileFiltered", ({ words_arr }) => ({
    words_filtered: words_arr.flatMap((text) => word.exec(text)?.[0].toLowerCase() ?? []),
  }));
